import type { DeadLetter, SinkName } from '../domain/dead-letter.js';
import type { LogEvent } from '../domain/log-event.js';
import type { Observation } from '../domain/observation.js';

/**
 * That a push was taken, and when: the same push, sent again after a crash, gets the same times, so
 * that its rows are recognised.
 */
export interface PushReceived {
  readonly type: 'pushReceived';
  /** The client's Idempotency-Key, or a hash of what it sent. */
  readonly key: string;
  readonly receivedAtMs: number;
}

/** What sinks are given. */
export type SinkRecord = Observation | LogEvent | DeadLetter | PushReceived;

/** One way out. It throws what goes wrong and does nothing about it: that is the delivery's job. */
export interface Sink {
  readonly name: SinkName;
  /** What it is for; other records are never given to it. */
  takes(record: SinkRecord): boolean;
  /**
   * Stores all of the records, or as good as none: storing one again does no harm. Returns the ones that
   * the sink refused although it stored the rest; usually none.
   *
   * @throws {SinkError} nothing is known to be stored
   */
  write(records: readonly SinkRecord[], signal: AbortSignal): Promise<readonly Refused[]>;
  /** @throws whatever shows that the sink cannot be written to now */
  probe(signal: AbortSignal): Promise<void>;
  /** Of the records written so far, how many the sink had already; absent when it does not know. */
  duplicates?(): number;
  /**
   * Writes what the sink itself holds back; nothing is written any more after this.
   *
   * @throws {SinkError} it could not: nothing that was acknowledged is lost by that
   */
  close?(signal: AbortSignal): Promise<void>;
}

/** A record that alone is to blame. */
export interface Refused {
  /** Its place among the records given. */
  readonly index: number;
  readonly reason: string;
  readonly detail: string | null;
}

/**
 * What to do about a failed write.
 * - `record`: one of the records is to blame; its neighbours can be written without it.
 * - `tooLarge`: less at once can be written.
 * - `conflict`: another writer was in the way; the same again works.
 * - `outage`: the sink is away, full or overloaded; wait, then the same again.
 * - `misconfigured`: it refuses everything until somebody changes something; wait long.
 */
export type SinkFailure = 'record' | 'tooLarge' | 'conflict' | 'outage' | 'misconfigured';

export class SinkError extends Error {
  override readonly name = 'SinkError';
  readonly code = 'SINK_FAILED';
  readonly failure: SinkFailure;
  /** How long the sink asked to be left alone; null when it did not ask. */
  readonly retryAfterMs: number | null;
  /** One of a few fixed texts, for the dead letter of a record that is to blame; null: nothing better is known. */
  readonly reason: string | null;

  constructor(
    failure: SinkFailure,
    message: string,
    {
      retryAfterMs = null,
      reason = null,
      cause,
    }: { retryAfterMs?: number | null; reason?: string | null; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
    this.reason = reason;
  }
}
