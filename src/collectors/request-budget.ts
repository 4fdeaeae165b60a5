import { KIT_REQUESTS_PER_MINUTE } from '../domain/request-budget.js';

const WINDOW_MS = 60_000;

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
      const excess = taken.length + count - KIT_REQUESTS_PER_MINUTE;
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
