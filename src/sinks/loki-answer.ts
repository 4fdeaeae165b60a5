import type { Readable } from 'node:stream';
import { ignoredEntries, type SentEntry } from './loki-ignored.js';
import { type Refused, SinkError, type SinkFailure } from './sink.js';

export interface LokiAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** Hostile, and cut to `MAX_ANSWER_BYTES`. */
  readonly text: string;
}

const MAX_ANSWER_BYTES = 64 * 1024;
/** Nobody keeps us away for longer than this. */
const LONGEST_RETRY_MS = 3_600_000;
const MAX_TEXT_LENGTH = 300;

/** The body as far as it is worth reading; the rest is not waited for. */
export async function readAnswerText(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_ANSWER_BYTES) break;
    }
  } finally {
    body.on('error', () => undefined).destroy();
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
}

/**
 * What Loki's answer to a push means. Returns the entries that it ignored while it stored the others.
 *
 * @throws {SinkError} nothing is known to be stored
 */
export function understandAnswer(
  answer: LokiAnswer,
  sent: readonly SentEntry[],
  nowMs: number,
): readonly Refused[] {
  const { status, text } = answer;
  if (status === 204) return [];
  if (status === 400) {
    const ignored = ignoredEntries(text, sent);
    if (ignored !== null) return ignored;
  }
  throw new SinkError(failureOf(status), describe(answer), {
    retryAfterMs: retryAfterMs(answer.retryAfter, nowMs),
  });
}

function failureOf(status: number): SinkFailure {
  if (status === 429 || status === 408 || status >= 500) return 'outage';
  if (status === 413) return 'tooLarge';
  if (status === 401 || status === 403 || status === 404) return 'misconfigured';
  // Taken and thrown away, as with ingestion blocked; or something else than Loki answered.
  if (status < 400) return 'misconfigured';
  return 'record';
}

function describe({ status, text }: LokiAnswer): string {
  const words = text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT_LENGTH);
  return words === '' ? `Loki answered ${status}` : `Loki answered ${status}: ${words}`;
}

/** From seconds or an HTTP date; null when there is none, or none that makes sense. */
function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  const isSeconds = /^\d{1,9}$/.test(text);
  // Date.parse makes a date of nearly everything; HTTP's begin with the name of a day.
  if (!isSeconds && !/^[A-Za-z]{3,9}[, ]/.test(text)) return null;
  const waitMs = isSeconds ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(waitMs) ? null : Math.min(LONGEST_RETRY_MS, Math.max(0, waitMs));
}
