const WINDOW_MS = 60_000;
/** Of the kit's 100 a minute; the rest is for a person with a browser behind the same address. */
const REQUESTS_PER_WINDOW = 95;

/** How many requests a kit may still get, counted over a sliding minute as the kit itself does. */
export interface RequestBudget {
  /** Takes `count` requests at once, or none: then it returns how long to wait, in milliseconds; else 0. */
  take(count: number): number;
  /** True when nothing was asked of the kit for a minute. */
  idle(): boolean;
}

/** `monotonic` is a clock in milliseconds that never jumps. */
export function createRequestBudget(monotonic: () => number): RequestBudget {
  let taken: number[] = [];
  const forgetOld = (nowMs: number) => {
    taken = taken.filter((atMs) => atMs > nowMs - WINDOW_MS);
  };
  return {
    take(count) {
      const nowMs = monotonic();
      forgetOld(nowMs);
      const excess = taken.length + count - REQUESTS_PER_WINDOW;
      if (excess > 0) return (taken[excess - 1] ?? nowMs) + WINDOW_MS - nowMs;
      for (let request = 0; request < count; request++) taken.push(nowMs);
      return 0;
    },
    idle() {
      forgetOld(monotonic());
      return taken.length === 0;
    },
  };
}
