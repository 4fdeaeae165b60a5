/** Millions of latencies in little memory: counted by the millisecond. */
export interface Latencies {
  add(ms: number): void;
  readonly count: number;
  /** The value that `share` (0..1) of them do not exceed, in whole ms rounded up; NaN when there are none. */
  percentile(share: number): number;
}

/** Longer ones count as this long. */
const LONGEST_MS = 60_000;

export function createLatencies(): Latencies {
  const counts = new Uint32Array(LONGEST_MS + 1);
  let count = 0;
  return {
    add(ms) {
      const slot = Math.min(LONGEST_MS, Math.max(0, Math.ceil(ms)));
      counts[slot] = (counts[slot] ?? 0) + 1;
      count++;
    },
    get count() {
      return count;
    },
    percentile(share) {
      if (count === 0) return NaN;
      let seen = 0;
      for (const [ms, here] of counts.entries()) {
        seen += here;
        if (seen > 0 && seen >= share * count) return ms;
      }
      return LONGEST_MS;
    },
  };
}
