import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Dispatcher, getGlobalDispatcher } from 'undici';
import type { LokiConfig } from '../config.js';
import { type LokiAnswer, readAnswerText, understandAnswer } from './loki-answer.js';
import { type LokiEntry, lokiEntry, nanoseconds } from './loki-entry.js';
import { createLokiLabeller, type LokiLabels, type LokiRecord, streamKey } from './loki-labels.js';
import { type Refused, type Sink, SinkError, type SinkRecord } from './sink.js';

export interface LokiSinkDeps {
  readonly config: Pick<LokiConfig, 'url' | 'tenantId' | 'credentials'>;
  readonly now: () => number;
  /** Default: the one that the process has. */
  readonly dispatcher?: Dispatcher;
  /** For one request, from connecting to the end of the answer. */
  readonly requestTimeoutMs?: number;
}

/**
 * Loki takes nothing that is more than an hour behind the newest line of its stream, which may be some
 * minutes ahead of our clock. What is older goes to streams of its own.
 */
const REPLAY_AFTER_MS = 50 * 60_000;
/** Loki's limits, less what a request may take. */
const TOO_OLD_MS = 7 * 86_400_000 - 60_000;
const TOO_NEW_MS = 10 * 60_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** More than a tenant may send at once is refused with 429 for ever, not with 413; the least default is 4 MB. */
const MAX_BODY_BYTES = 3 * 1024 * 1024;

const compress = promisify(gzip);

interface Stream {
  readonly key: string;
  readonly labels: LokiLabels;
  readonly entries: LokiEntry[];
}

/** Loki's push API, `POST /loki/api/v1/push`. */
export function createLokiSink({
  config,
  now,
  dispatcher = getGlobalDispatcher(),
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
}: LokiSinkDeps): Sink {
  const base = new URL(config.url);
  const prefix = base.pathname.replace(/\/+$/, '');
  const headers = headersOf(config);
  const labeller = createLokiLabeller();

  async function request(
    options: Pick<Dispatcher.RequestOptions, 'method' | 'path' | 'body'> & {
      headers: Record<string, string>;
    },
    signal: AbortSignal,
  ): Promise<LokiAnswer> {
    const limit = timeLimit(requestTimeoutMs, signal);
    try {
      const response = await dispatcher.request({ ...options, origin: base.origin, signal: limit.signal });
      const retryAfter = response.headers['retry-after'];
      return {
        status: response.statusCode,
        retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
        text: await readAnswerText(response.body),
      };
    } catch (error) {
      throw new SinkError('outage', `Loki did not answer: ${reasonOf(error)}`, { cause: error });
    } finally {
      limit.clear();
    }
  }

  return {
    name: 'loki',
    takes: (record) => isLokiRecord(record),

    async write(records, signal) {
      const nowMs = now();
      const refused: Refused[] = [];
      const streams = new Map<string, Stream>();
      records.forEach((record, index) => {
        if (!isLokiRecord(record)) return;
        const ageMs = nowMs - record.observedAtMs;
        const reason = unacceptable(ageMs);
        if (reason !== null) return void refused.push({ index, reason, detail: null });
        const labels = labeller.labelsOf(record, { isReplay: ageMs > REPLAY_AFTER_MS });
        const key = streamKey(labels);
        const stream = streams.get(key) ?? { key, labels, entries: [] };
        streams.set(key, stream);
        stream.entries.push(lokiEntry(record, index, labels));
      });
      if (streams.size === 0) return refused;
      const text = pushBody([...streams.values()]);
      if (Buffer.byteLength(text) > MAX_BODY_BYTES && records.length > 1)
        throw new SinkError('tooLarge', `${records.length} records are more than Loki takes at once`);
      const body = await compress(text);
      const path = `${prefix}/loki/api/v1/push`;
      const pushHeaders = { ...headers, 'content-type': 'application/json', 'content-encoding': 'gzip' };
      const answer = await request({ method: 'POST', path, headers: pushHeaders, body }, signal);
      const sent = [...streams.values()].flatMap(({ key, entries }) =>
        entries.map(({ index, timeMs }) => ({ index, timeMs, stream: key })),
      );
      return [...refused, ...understandAnswer(answer, sent, now())];
    },

    async probe(signal) {
      const { status } = await request({ method: 'GET', path: `${prefix}/ready`, headers }, signal);
      if (status !== 200) throw new SinkError('outage', `Loki is not ready: it answered ${status}`);
    },
  };
}

function isLokiRecord(record: SinkRecord): record is LokiRecord {
  return record.type !== 'deadLetter' && record.type !== 'pushReceived';
}

function unacceptable(ageMs: number): string | null {
  if (ageMs > TOO_OLD_MS) return 'too old for Loki';
  return ageMs < -TOO_NEW_MS ? 'too far in the future for Loki' : null;
}

function pushBody(streams: readonly Stream[]): string {
  return JSON.stringify({
    streams: streams.map(({ labels, entries }) => ({
      stream: labels,
      values: entries
        .sort((a, b) => a.timeMs - b.timeMs)
        .map(({ timeMs, line, metadata }) => [nanoseconds(timeMs), line, metadata]),
    })),
  });
}

function headersOf({ tenantId, credentials }: LokiSinkDeps['config']): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'airpicture' };
  if (tenantId !== null) headers['x-scope-orgid'] = tenantId;
  if (credentials !== null) {
    const { username, password } = credentials;
    headers['authorization'] = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }
  return headers;
}

/** Aborts after `limitMs`, or with `outer`. AbortSignal.any would keep `outer` growing on Node 20. */
function timeLimit(limitMs: number, outer: AbortSignal) {
  const controller = new AbortController();
  const onAbort = () => controller.abort(outer.reason);
  if (outer.aborted) onAbort();
  outer.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(
    () => controller.abort(new Error(`it took longer than ${limitMs / 1000} s`)),
    limitMs,
  );
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      outer.removeEventListener('abort', onAbort);
    },
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  // A name that resolves to several addresses fails with one error for each, and no message of its own.
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return error.message === '' ? code || error.name : error.message;
}
