import type { Track } from '../domain/track.js';

/** One track before and after one step. `before: null` is an arrival, `after: null` a departure. */
export interface Change {
  readonly droneId: string;
  readonly before: Track | null;
  readonly after: Track | null;
}

/**
 * The newest changes, numbered 1, 2, 3, … A reader keeps only the number it has read up to, so what
 * a slow reader has not taken costs nothing; when it falls behind the oldest kept change, it is told.
 */
export interface ChangeLog {
  /** Number of the newest change; 0 before the first. */
  readonly head: number;
  append(change: Change): void;
  /**
   * Everything after change number `sequence`, one entry per track: its state at `sequence` and its
   * state now. Null when some of it is no longer kept.
   */
  since(sequence: number): ReadonlyMap<string, Change> | null;
}

export function createChangeLog(capacity: number): ChangeLog {
  const kept = new Array<Change>(capacity);
  let head = 0;
  return {
    get head() {
      return head;
    },
    append(change) {
      kept[head % capacity] = change;
      head += 1;
    },
    since(sequence) {
      if (head - sequence > capacity) return null;
      const merged = new Map<string, Change>();
      for (let index = sequence; index < head; index += 1) {
        const change = kept[index % capacity]!;
        const earlier = merged.get(change.droneId);
        merged.set(change.droneId, earlier ? { ...change, before: earlier.before } : change);
      }
      return merged;
    },
  };
}
