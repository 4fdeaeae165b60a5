import type { SinkRecord } from '../sinks/sink.js';

/** The spool has no room, or its disk has none; nothing of what was appended is kept. */
export class SpoolFullError extends Error {
  override readonly name = 'SpoolFullError';
  readonly code = 'SPOOL_FULL';
}

export interface Spooled {
  /** Grows with each record, over restarts too. */
  readonly key: number;
  readonly record: SinkRecord;
}

/**
 * Records that wait on disk for one sink, first in, first out. Only one process can have it open.
 */
export interface Spool {
  /** @throws {DataDirInUseError} another process has it open */
  open(): Promise<void>;
  /** May be called twice, also without `open`. */
  close(): Promise<void>;
  /**
   * All or none; they are on disk, as far as the disk is honest, when it resolves.
   *
   * @throws {SpoolFullError} over `maxBytes`, or the disk is full
   */
  append(records: readonly SinkRecord[]): Promise<void>;
  /** The oldest, at most `limit`. A record that cannot be read is set aside and counted, and the rest goes on. */
  oldest(limit: number): readonly Spooled[];
  /** The newest, at most `limit`, newest first. */
  newest(limit: number): readonly SinkRecord[];
  /** Forgets records that are safe elsewhere. Not synced: one that comes back after a crash is written again. */
  remove(keys: readonly number[]): Promise<void>;
  readonly size: number;
  /** As counted against `maxBytes`. */
  readonly bytes: number;
  readonly maxBytes: number;
  readonly quarantined: number;
  /** When the oldest was appended, epoch ms; null when there is none. */
  readonly oldestAtMs: number | null;
}
