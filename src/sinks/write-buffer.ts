/** Rows that wait for the database, oldest first, and never more than `maxRows`. */
export interface WriteBuffer<T> {
  readonly size: number;
  /** Appends; returns how many of the oldest had to go for it. */
  push(rows: readonly T[]): number;
  /** Removes and returns the oldest, at most `count`. */
  take(count: number): T[];
  /** Puts rows that were taken in front again; returns how many of the oldest had to go for it. */
  putBack(rows: readonly T[]): number;
}

export function createWriteBuffer<T>(maxRows: number): WriteBuffer<T> {
  let rows: T[] = [];
  // Taking from the front moves this instead of the rows.
  let start = 0;

  function trim(): number {
    const excess = Math.max(0, rows.length - start - maxRows);
    start += excess;
    // Rows that are gone must not be kept alive by their place in the array.
    if (start > maxRows / 2 || start === rows.length) {
      rows = rows.slice(start);
      start = 0;
    }
    return excess;
  }

  return {
    get size() {
      return rows.length - start;
    },
    push(more) {
      for (const row of more) rows.push(row);
      return trim();
    },
    take(count) {
      const taken = rows.slice(start, start + count);
      start += taken.length;
      trim();
      return taken;
    },
    putBack(back) {
      rows = [...back, ...rows.slice(start)];
      start = 0;
      return trim();
    },
  };
}
