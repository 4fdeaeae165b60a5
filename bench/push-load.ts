import { Pool } from 'undici';
import { gzipSync } from 'node:zlib';
import { detectionsByKit, type DetectionsOrder } from './detections.js';

/**
 * Field nodes in a process of their own. Runs as a child with an IPC channel: takes a PushOrder, makes the
 * bodies, answers; then 'go' sends them as fast as they are acknowledged and answers with a PushReport.
 */
export interface PushOrder extends DetectionsOrder {
  readonly url: string;
  readonly gzip: boolean;
  /** Pushes under way at a time. */
  readonly connections: number;
}

export interface PushBodies {
  readonly bodies: number;
  readonly records: number;
  readonly bytes: number;
}

export interface PushReport {
  readonly seconds: number;
  /** Records that were stored when their push was answered. */
  readonly written: number;
  /** Whatever was answered that was not a complete success, by status; its records are lost. */
  readonly failures: Readonly<Record<string, number>>;
}

/** Messages in a push, in turn. */
const BODY_SIZES = [1000, 2000, 5000];

interface Prepared {
  readonly order: PushOrder;
  readonly bodies: readonly (string | Buffer)[];
}

function prepare(order: PushOrder): { prepared: Prepared; summary: PushBodies } {
  const messages = detectionsByKit(order, Date.now()).flatMap((records, kit) =>
    records.map((record) => ({ type: 'drone', kit_id: `push-${kit}`, ...record })),
  );
  // As many kits' reports arrive together, and not one kit's after the other's.
  messages.sort((a, b) => a.last_update_time - b.last_update_time);
  const bodies: (string | Buffer)[] = [];
  for (let at = 0, size: number; at < messages.length; at += size) {
    size = BODY_SIZES[bodies.length % BODY_SIZES.length] ?? 1000;
    const part = messages.slice(at, at + size);
    const json = JSON.stringify({ messages: part, batch_size: part.length, source: 'bench' });
    bodies.push(order.gzip ? gzipSync(json) : json);
  }
  const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
  return { prepared: { order, bodies }, summary: { bodies: bodies.length, records: messages.length, bytes } };
}

async function push({ order, bodies }: Prepared): Promise<PushReport> {
  const pool = new Pool(order.url, { connections: order.connections });
  const failures: Record<string, number> = {};
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (order.gzip) headers['content-encoding'] = 'gzip';
  let next = 0;
  let written = 0;
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: order.connections }, async () => {
      for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
        const answer = await pool.request({ method: 'POST', path: '/ingest', headers, body });
        const result = (await answer.body.json()) as { status?: string; written?: number };
        written += result.written ?? 0;
        if (answer.statusCode === 200 && result.status === 'success') continue;
        const key = `${answer.statusCode} ${result.status ?? ''}`;
        failures[key] = (failures[key] ?? 0) + 1;
      }
    }),
  );
  const seconds = (performance.now() - startMs) / 1000;
  await pool.close();
  return { seconds, written, failures };
}

let prepared: Prepared | null = null;
process.on('message', (message: PushOrder | 'go') => {
  if (message !== 'go') {
    const made = prepare(message);
    prepared = made.prepared;
    process.send?.(made.summary);
  } else if (prepared !== null) {
    void push(prepared).then((report) => process.send?.(report));
  }
});
// Its parent is gone, whatever the reason.
process.once('disconnect', () => process.exit());
