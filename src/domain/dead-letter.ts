/**
 * Where a record failed.
 * - `UNDERSTAND`: it is not what its kind of record looks like.
 * - `VALIDATE`: it says what cannot be true.
 * - `STORE`: a sink refused it.
 */
export type DeadLetterStage = 'UNDERSTAND' | 'VALIDATE' | 'STORE';

/** A record that could not be used, kept so that it can be looked at and tried again. */
export interface DeadLetter {
  readonly type: 'deadLetter';
  /** Hash of everything that makes two failures the same: the same again counts as an attempt of the first. */
  readonly id: string;
  readonly stage: DeadLetterStage;
  /** One of a few fixed texts or codes, so that dead letters can be counted by it. */
  readonly reason: string;
  /** What exactly was wrong, for a person; null when the reason says it all. Hostile text. */
  readonly detail: string | null;
  /** The sink that refused it; null when it never got that far. */
  readonly sink: SinkName | null;
  /** Null when no registered kit sent it. */
  readonly kitId: string | null;
  readonly sourceId: string;
  /** What `raw` is: `observation` is ours as JSON, the others are as a kit or a client sent it. */
  readonly format: DeadLetterFormat;
  /** JSON text of the record, cut to `MAX_RAW_LENGTH`. Hostile text. */
  readonly raw: string;
  /** False when `raw` was cut, and so cannot be tried again. */
  readonly isComplete: boolean;
  readonly attempts: number;
  /** When the record was received first, epoch ms: its time when it has none of its own. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** `drone | aircraft | signal | status`: DragonSync's fields. `message`: pushed. `observation`: ours, or a LogEvent. */
export type DeadLetterFormat = 'drone' | 'aircraft' | 'signal' | 'status' | 'message' | 'observation';

/** UTF-16 units of `raw`. */
export const MAX_RAW_LENGTH = 16_384;

/** More than this are not kept: the one that happened longest ago goes first. */
export const MAX_DEAD_LETTERS = 10_000;

export type SinkName = 'tsdb' | 'loki';
