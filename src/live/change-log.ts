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
  /** Whether everything after change number `sequence` is still kept; false for a number still to come. */
  reaches(sequence: number): boolean;
  /**
   * Everything after change number `sequence`, one entry per track: its state at `sequence` and its
   * state now. Null when some of it is no longer kept.
   */
  since(sequence: number): readonly Change[] | null;
}

/** The newest change of one track, known to all kept changes of it. */
interface Newest {
  change: Change;
  sequence: number;
}

interface Kept {
  readonly change: Change;
  /** Number of the change of the same track before this one; 0 when none was kept. */
  readonly previous: number;
  readonly newest: Newest;
}

/** Merging looks at each change once and hashes nothing: each knows the one before it and the newest of its track. */
export function createChangeLog(capacity: number): ChangeLog {
  const kept = new Array<Kept>(capacity);
  const newestOf = new Map<string, Newest>();
  let head = 0;

  function forget(oldest: Kept | undefined, sequence: number): void {
    if (oldest?.newest.sequence === sequence) newestOf.delete(oldest.change.droneId);
  }

  return {
    get head() {
      return head;
    },
    append(change) {
      forget(kept[head % capacity], head + 1 - capacity);
      let newest = newestOf.get(change.droneId);
      const previous = newest?.sequence ?? 0;
      head += 1;
      if (newest === undefined) newestOf.set(change.droneId, (newest = { change, sequence: head }));
      newest.change = change;
      newest.sequence = head;
      kept[(head - 1) % capacity] = { change, previous, newest };
    },
    reaches: (sequence) => sequence <= head && head - sequence <= capacity,
    since(sequence) {
      if (head - sequence > capacity) return null;
      const merged: Change[] = [];
      for (let index = sequence; index < head; index += 1) {
        const { change, previous, newest } = kept[index % capacity]!;
        // Said already, when this track's first change behind `sequence` was met.
        if (previous > sequence) continue;
        const isOnly = newest.change === change;
        merged.push(
          isOnly ? change : { droneId: change.droneId, before: change.before, after: newest.change.after },
        );
      }
      return merged;
    },
  };
}
