import { KIT_REQUESTS_PER_MINUTE, PLANNED_REQUESTS_PER_MINUTE } from '../domain/request-budget.js';

const WINDOW_MS = 60_000;

/**
 * How many requests a kit may still get, counted over a sliding minute as the kit itself does. When a kit
 * counts a request is not known from here; it is not later than the answer, so the minute begins there.
 */
export interface RequestBudget {
  /**
   * Sets `count` requests aside, or none: then it returns how long to wait, in milliseconds; else 0. Each
   * of them has to be `ended` or given back.
   */
  take(count: number): number;
  /** One that was set aside has ended, with an answer or without: it counts for a minute from now. */
  ended(): void;
  /** So many that were set aside are not sent after all. */
  giveBack(count: number): void;
  /**
   * The shortest time from one request to the next, in milliseconds, that can be kept up from now on with
   * something left for what cannot be planned.
   */
  paceMs(): number;
  /** True when nothing was asked of the kit for a minute. */
  idle(): boolean;
}

/** `monotonic` is a clock in milliseconds that never jumps. */
export function createRequestBudget(monotonic: () => number): RequestBudget {
  let setAside = 0;
  /** The oldest first. */
  let endedAtMs: number[] = [];
  const forgetOld = (nowMs: number) => {
    // Written as the wait below is computed, or rounding could make that 0, which means something else.
    endedAtMs = endedAtMs.filter((atMs) => atMs + WINDOW_MS > nowMs);
  };
  return {
    take(count) {
      const nowMs = monotonic();
      forgetOld(nowMs);
      const excess = setAside + endedAtMs.length + count - KIT_REQUESTS_PER_MINUTE;
      if (excess > 0) return (endedAtMs[excess - 1] ?? nowMs) + WINDOW_MS - nowMs;
      setAside += count;
      return 0;
    },
    ended() {
      setAside -= 1;
      endedAtMs.push(monotonic());
    },
    giveBack(count) {
      setAside -= count;
    },
    paceMs() {
      const nowMs = monotonic();
      forgetOld(nowMs);
      const room = PLANNED_REQUESTS_PER_MINUTE - setAside - endedAtMs.length;
      let paceMs = WINDOW_MS / PLANNED_REQUESTS_PER_MINUTE;
      for (const [index, atMs] of endedAtMs.entries()) {
        // This one has to be forgotten before so many others can have gone out.
        const others = room + index + 1;
        if (others > 0) paceMs = Math.max(paceMs, (atMs + WINDOW_MS - nowMs) / others);
      }
      return paceMs;
    },
    idle() {
      forgetOld(monotonic());
      return setAside === 0 && endedAtMs.length === 0;
    },
  };
}
