import { Pool, type Dispatcher } from 'undici';
import { requestOf, type Days, type Dialect, type Question } from './questions.js';

/**
 * Asks as fast as it is answered, in a process of its own. Runs as a child with an IPC channel: answers each
 * LoadOrder with a LoadReport.
 */
export interface LoadOrder {
  readonly url: string;
  readonly dialect: Dialect;
  readonly question: Question;
  readonly days: Days;
  /** Number of the first question; the next ones follow. */
  readonly from: number;
  /** As many different questions are asked again and again. Null: each is asked once. */
  readonly different: number | null;
  /** A shorter answer is a failure, whatever its status. */
  readonly leastBytes: number;
  /** Kept open, each with one question under way. */
  readonly connections: number;
  readonly seconds: number;
}

export interface LoadReport {
  readonly answers: number;
  readonly failures: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

async function load(order: LoadOrder): Promise<LoadReport> {
  const pool = new Pool(order.url, { connections: order.connections, pipelining: 1 });
  const tookMs: number[] = [];
  let failures = 0;
  let asked = 0;
  const startMs = performance.now();
  const endMs = startMs + order.seconds * 1000;
  const connection = async () => {
    while (performance.now() < endMs) {
      const number = order.from + (order.different === null ? asked : asked % order.different);
      asked++;
      const { method, path, body } = requestOf(order.dialect, { ...order, number });
      const headers = body === null ? {} : { 'content-type': 'application/json' };
      const sentMs = performance.now();
      const { status, bytes } = await ask(pool, { method, path, body, headers });
      tookMs.push(performance.now() - sentMs);
      if (status !== 200 || bytes < order.leastBytes) failures++;
    }
  };
  await Promise.all(Array.from({ length: order.connections }, connection));
  const seconds = (performance.now() - startMs) / 1000;
  await pool.close();
  tookMs.sort((a, b) => a - b);
  const percentile = (share: number) => tookMs[Math.ceil(share * tookMs.length) - 1] ?? NaN;
  return { answers: tookMs.length, failures, seconds, p50Ms: percentile(0.5), p99Ms: percentile(0.99) };
}

/** Reads the whole answer, but keeps nothing of it: who asks must not be what is measured. */
function ask(
  pool: Pool,
  options: Dispatcher.DispatchOptions,
): Promise<{ readonly status: number; readonly bytes: number }> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let bytes = 0;
    pool.dispatch(options, {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, statusCode) => void (status = statusCode),
      onResponseData: (_controller, chunk) => void (bytes += chunk.length),
      onResponseEnd: () => resolve({ status, bytes }),
      onResponseError: (_controller, error) => reject(error),
    });
  });
}

process.on('message', (order: LoadOrder) => {
  void load(order).then((report) => process.send?.(report));
});
// Its parent is gone, whatever the reason.
process.once('disconnect', () => process.exit());
