import type { Logger } from 'pino';
import type { Priority } from '../domain/priority.js';
import { settle, type Waiting } from './delivery-entry.js';
import type { PriorityBuffer } from './priority-buffer.js';
import type { Outcome } from './receipt.js';

/** Records that are neither at the sink nor on disk. */
export interface Memory {
  /** All of them, also those being written. */
  readonly size: number;
  /** Those that nobody took yet. */
  readonly waiting: number;
  /** Somebody waits to be told what becomes of one that nobody took yet. */
  readonly hasSenders: boolean;
  add(entries: readonly Waiting[]): void;
  take(count: number): Waiting[];
  /** Those that were taken and could not be brought anywhere. */
  putBack(entries: readonly Waiting[]): void;
  /** Those that were taken are where they belong, or nowhere. */
  done(count: number): void;
  /** What became of one that was done because the sink refused it: without a sender, an `error` is a loss. */
  buried(entry: Waiting, outcome: Outcome): void;
  /** Senders that wait are told `error`, for records of these priorities; their records are forgotten. */
  turnAway(refuses: (priority: Priority) => boolean): void;
  /** Gives up a record that was taken: its sender, if there is one, sends it again. */
  giveUp(entry: Waiting): void;
  readonly dropped: number;
}

export interface MemoryDeps {
  readonly buffer: PriorityBuffer<Waiting['value']>;
  readonly maxRows: number;
  readonly logger: Logger;
}

export function createMemory({ buffer, maxRows, logger }: MemoryDeps): Memory {
  let taken = 0;
  let senders = 0;
  let dropped = 0;
  let droppedBefore: number | null = null;

  function drop(entries: readonly Waiting[]): void {
    for (const entry of entries) forget(entry);
    if (entries.length > 0 && droppedBefore === null) {
      droppedBefore = dropped - entries.length;
      logger.warn({ maxRows }, 'too many records wait in memory: the least important go, the oldest first');
    } else if (droppedBefore !== null && buffer.size < maxRows) {
      logger.warn({ records: dropped - droppedBefore }, 'records are kept again; these were dropped');
      droppedBefore = null;
    }
  }

  function forget(entry: Waiting): void {
    settle(entry, 'error');
    if (entry.value.receipt === null) dropped += 1;
  }

  function take(count: number): Waiting[] {
    const entries = buffer.take(count);
    taken += entries.length;
    for (const { value } of entries) if (value.receipt !== null) senders -= 1;
    return entries;
  }

  function putBack(entries: readonly Waiting[]): void {
    if (entries.length === 0) return;
    taken -= entries.length;
    for (const { value } of entries) if (value.receipt !== null) senders += 1;
    drop(buffer.putBack(entries));
  }

  return {
    get size() {
      return buffer.size + taken;
    },
    get waiting() {
      return buffer.size;
    },
    get hasSenders() {
      return senders > 0;
    },
    add(entries) {
      for (const { value } of entries) if (value.receipt !== null) senders += 1;
      drop(buffer.push(entries));
    },
    take,
    putBack,
    done(count) {
      taken -= count;
      drop([]);
    },
    buried(entry, outcome) {
      settle(entry, outcome);
      if (outcome === 'error' && entry.value.receipt === null) dropped += 1;
    },
    turnAway(refuses) {
      if (senders === 0) return;
      const kept: Waiting[] = [];
      for (const entry of take(buffer.size)) {
        if (entry.value.receipt === null || !refuses(entry.priority)) kept.push(entry);
        else {
          settle(entry, 'error');
          taken -= 1;
        }
      }
      putBack(kept);
    },
    giveUp(entry) {
      taken -= 1;
      forget(entry);
    },
    get dropped() {
      return dropped;
    },
  };
}
