import { createLru } from '../../ingest/lru.js';

/** How many records each sender may push. */
export interface RecordBudget {
  /** How long until something is taken from the sender again, ms; 0: it is now. */
  waitMs(sender: string): number;
  /** Counts what is taken from it. */
  spend(sender: string, records: number): void;
}

export interface RecordBudgetOptions {
  /** On average; 0: any. */
  readonly recordsPerSecond: number;
  /** Milliseconds that never jump. */
  readonly monotonic: () => number;
}

/** What was not used within this time is lost. */
const WINDOW_MS = 10_000;
/** Those that pushed last. Who has been forgotten starts anew. */
const MAX_SENDERS = 10_000;

export const noRecordBudget: RecordBudget = { waitMs: () => 0, spend: () => undefined };

/**
 * A token bucket for each sender, which holds what it may push in ten seconds. Whoever has anything left may push a whole
 * batch and owes the rest, or a batch larger than the bucket could never come through.
 */
export function createRecordBudget({ recordsPerSecond, monotonic }: RecordBudgetOptions): RecordBudget {
  if (recordsPerSecond === 0) return noRecordBudget;
  // When its bucket is full again says all there is to say of one.
  const fullAtMs = createLru<number>(MAX_SENDERS);
  return {
    waitMs(sender) {
      return Math.max(0, (fullAtMs.get(sender) ?? -Infinity) - monotonic() - WINDOW_MS);
    },
    spend(sender, records) {
      const fromMs = Math.max(monotonic(), fullAtMs.get(sender) ?? -Infinity);
      fullAtMs.set(sender, fromMs + (records / recordsPerSecond) * 1000);
    },
  };
}
