/** How far the server's clock is ahead of ours, learned from the times in its messages. */
export interface ClockOffset {
  /** Server time minus ours, ms; 0 before the first message. */
  readonly offsetMs: number;
  /**
   * A message that the server sent at its `serverTimeMs` was received at our `nowMs`.
   *
   * @returns how much longer than the fastest it was under way, ms
   */
  sample(serverTimeMs: number, nowMs: number): number;
  /** Forgets what was learned once there is something newer: after a sleep our clock may have been set. */
  reset(): void;
}

/** The fastest message of the last one or two of these counts: clocks drift, so none counts for ever. */
const periodMs = 5 * 60_000;

/**
 * Every message is under way for a while, which makes the server's clock seem late; the fastest one tells the truth best.
 * What is slower than that waited somewhere, so messages that pile up on a bad link can be told from fresh ones.
 */
export function createClockOffset(): ClockOffset {
  let best: number | null = null;
  let previous: number | null = null;
  let periodEndsAtMs = 0;
  let offsetMs = 0;

  return {
    get offsetMs() {
      return offsetMs;
    },
    sample(serverTimeMs, nowMs) {
      const seen = serverTimeMs - nowMs;
      if (best === null || nowMs >= periodEndsAtMs) {
        previous = best;
        best = seen;
        periodEndsAtMs = nowMs + periodMs;
      } else best = Math.max(best, seen);
      offsetMs = Math.max(best, previous ?? best);
      return offsetMs - seen;
    },
    reset() {
      best = previous = null;
    },
  };
}
