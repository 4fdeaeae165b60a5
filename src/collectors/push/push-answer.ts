import type { SinkName } from '../../domain/dead-letter.js';
import type { PushOutcome } from '../../ingest/push-outcome.js';
import type { Outcome } from '../../ingest/receipt.js';

/** How many records each sink has, has still to get, refused, or could neither get nor keep. */
interface SinkCounts {
  readonly written: number;
  readonly errors: number;
  readonly queued: number;
  readonly deadLettered: number;
}

export interface RejectedMessage {
  /** Place in the batch. */
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

/** The answer to `POST /ingest`. The four counts of each sink add up to `sanitized`. */
export interface PushAnswer {
  /**
   * - `success`: every message is stored in every enabled sink.
   * - `queued`: every message is safe, but some have yet to reach a sink.
   * - `partial`: some messages were taken, others were rejected, refused by a sink or lost by one.
   * - `error`: nothing was taken.
   */
  readonly status: 'success' | 'partial' | 'queued' | 'error';
  /** Messages in the batch. */
  readonly received: number;
  /** Messages that could be understood. */
  readonly sanitized: number;
  /** Messages that every enabled sink has stored. */
  readonly written: number;
  /** Messages that are nowhere: in no sink, no queue, and not among the dead letters of a sink. */
  readonly errors: number;
  readonly rejected: readonly RejectedMessage[];
  readonly sink_results: Readonly<Partial<Record<SinkName, SinkCounts>>>;
}

export type StoredOutcome = Extract<PushOutcome, { readonly rejected: null }>['sinks'];

/** @param stored what became of each message that was not rejected */
export function pushAnswer(
  received: number,
  rejected: readonly RejectedMessage[],
  stored: readonly StoredOutcome[],
  enabledSinks: readonly SinkName[],
): PushAnswer {
  const all = (outcome: Outcome) =>
    stored.filter((sinks) => enabledSinks.every((sink) => sinks[sink] === outcome));
  const counts = {
    received,
    sanitized: stored.length,
    written: all('written').length,
    errors: all('error').length,
  };
  return {
    status: statusOf(counts, rejected.length, stored),
    ...counts,
    rejected,
    sink_results: Object.fromEntries(enabledSinks.map((sink) => [sink, countsOf(sink, stored)])),
  };
}

function statusOf(
  { received, sanitized, written, errors }: Pick<PushAnswer, 'received' | 'sanitized' | 'written' | 'errors'>,
  rejected: number,
  stored: readonly StoredOutcome[],
): PushAnswer['status'] {
  if (received > 0 && errors === sanitized) return 'error';
  const isIncomplete = (sinks: StoredOutcome) =>
    Object.values(sinks).some((outcome) => outcome === 'error' || outcome === 'deadLettered');
  if (rejected > 0 || stored.some(isIncomplete)) return 'partial';
  return written === sanitized ? 'success' : 'queued';
}

function countsOf(sink: SinkName, stored: readonly StoredOutcome[]): SinkCounts {
  const counts = { written: 0, errors: 0, queued: 0, deadLettered: 0 };
  for (const { [sink]: outcome } of stored) {
    if (outcome !== undefined) counts[outcome === 'error' ? 'errors' : outcome]++;
  }
  return counts;
}

/**
 * - 503 when the primary sink could neither take nor keep a message: it has to be sent again.
 * - 403 when none was from a kit that the sender may report for.
 * - 422 when every message was rejected.
 * - 207 when some were rejected, or refused by a sink.
 */
export function httpStatusOf(
  { status, received, sanitized, rejected, sink_results }: PushAnswer,
  primary: SinkName,
): 200 | 207 | 403 | 422 | 503 {
  if ((sink_results[primary]?.errors ?? 0) > 0) return 503;
  if (received > 0 && sanitized === 0)
    return rejected.every(({ code }) => code === 'FORBIDDEN_KIT') ? 403 : 422;
  return status === 'partial' || status === 'error' ? 207 : 200;
}
