import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { request } from 'undici';
import type { Ledger } from './ledger.js';

/** Field nodes that push batch after batch, and each batch unchanged until it is acknowledged. */
export interface PushClients {
  /** How often each HTTP status was answered; `none`: there was no answer. */
  readonly answers: ReadonlyMap<number | 'none', number>;
  /** Answers that nothing of what is sent deserves. */
  readonly complaints: readonly string[];
  /** No new batches; resolves when those under way are acknowledged. @throws {Error} one is not within half a minute */
  stop(): Promise<void>;
}

export interface PushClientsOptions {
  readonly url: string;
  readonly ledger: Ledger;
  readonly kitId: string;
  readonly count?: number;
  /** Characters that are added to each record. */
  readonly padding?: number;
}

/** By client, in turn: one of them sends more than the server writes at once. */
const BATCH_SIZES = [50, 50, 50, 2500];
const PAUSE_MS = 20;
/** Sooner than Retry-After asks for: those who are impatient must lose nothing either. */
const RETRY_MS = 200;
const ANSWER_MS = 20_000;
const STOP_MS = 30_000;

interface Answer {
  readonly status: string;
  readonly errors: number;
  readonly rejected: readonly unknown[];
  readonly sink_results: { readonly tsdb: { readonly deadLettered: number } };
}

export function startPushClients(options: PushClientsOptions): PushClients {
  const { url, ledger, kitId, count = 4, padding = 0 } = options;
  const answers = new Map<number | 'none', number>();
  const complaints: string[] = [];
  let stopping = false;
  let giveUpMs = Infinity;

  async function run(client: number): Promise<void> {
    for (let batch = 0; !stopping; batch++) {
      const { tags, messages } = aBatch(ledger, client, padding);
      const json = JSON.stringify({ messages, batch_size: tags.length, source: kitId });
      const headers: Record<string, string> = { 'content-type': 'application/json' };
      const isGzipped = client % 2 === 0;
      if (isGzipped) headers['content-encoding'] = 'gzip';
      if (batch % 2 === 0) headers['idempotency-key'] = randomUUID();
      const body = isGzipped ? gzipSync(json) : json;
      while (!(await isAcknowledged(body, headers))) {
        if (Date.now() > giveUpMs) throw new Error(`a batch was not acknowledged; ${complaints.join('; ')}`);
        await sleep(RETRY_MS);
      }
      ledger.acknowledge(tags);
      await sleep(PAUSE_MS);
    }
  }

  async function isAcknowledged(body: string | Buffer, headers: Record<string, string>): Promise<boolean> {
    let status: number | 'none' = 'none';
    let text = '';
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const answer = await request(`${url}/ingest`, { method: 'POST', headers, body, signal });
      text = await answer.body.text();
      status = answer.statusCode;
    } catch {
      // Nobody is there, or the connection broke: what became of it is not known.
    }
    answers.set(status, (answers.get(status) ?? 0) + 1);
    if (status === 'none' || status === 429 || status === 503) return false;
    const answer = status === 200 || status === 207 ? (JSON.parse(text) as Answer) : null;
    const isDeserved =
      answer !== null && answer.rejected.length === 0 && answer.sink_results.tsdb.deadLettered === 0;
    if (!isDeserved) complaints.push(`${status} ${text.slice(0, 300)}`);
    return isDeserved && answer.errors === 0;
  }

  const running = Promise.all(Array.from({ length: count }, (_, client) => run(client)));
  // Whoever stops them hears of it.
  running.catch(() => undefined);
  return {
    answers,
    complaints,
    async stop() {
      stopping = true;
      giveUpMs = Date.now() + STOP_MS;
      await running;
    },
  };
}

/** Eight drones to a signal and a log line. Of every other client every third record has no time of its own. */
function aBatch(ledger: Ledger, client: number, padding: number) {
  const tags: string[] = [];
  const messages = Array.from({ length: BATCH_SIZES[client % BATCH_SIZES.length] ?? 50 }, (_, index) => {
    const tag = ledger.issue();
    tags.push(tag);
    const time = client % 2 === 1 && index % 3 === 0 ? {} : { time: (Date.now() - index) / 1000 };
    const text = 'x'.repeat(padding);
    switch (index % 10) {
      case 8:
        return {
          type: 'signal',
          uid: tag,
          center_hz: 5_785_000_000,
          rssi: -51.5,
          source: 'confirm',
          ...time,
        };
      case 9:
        return { type: 'syslog', message: tag, severity: 'info', service: `client-${client}`, text, ...time };
      default:
        return {
          type: 'drone',
          id: tag,
          ...aPlace(index),
          description: text,
          mac: '60:60:1F:00:00:01',
          ...time,
        };
    }
  });
  return { tags, messages };
}

function aPlace(index: number) {
  return {
    lat: 47.6 + index / 10_000,
    lon: 9.4,
    alt: 450,
    speed: 12.5,
    direction: 90,
    rssi: -70,
    freq: 2437,
  };
}
