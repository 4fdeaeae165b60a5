import type { CircuitState } from './kit.js';

const FAILURES_TO_OPEN = 5;
const SUCCESSES_TO_CLOSE = 2;
/** An open circuit rests at least this long. */
const MIN_OPEN_MS = 60_000;

export interface CircuitBreaker {
  state(): CircuitState;
  /** To be called before trying: an open circuit becomes half open. */
  attempt(): void;
  succeeded(): void;
  /** Returns how long to wait before the next attempt: the backoff, or longer when the circuit is open. */
  failed(backoffMs: number): number;
  /** The same for a failure that the next attempts will not be spared either: the circuit opens at once. */
  failedForGood(backoffMs: number): number;
}

/**
 * CLOSED until five failures in a row, then OPEN for `max(minOpenMs, backoff)`; the attempt after
 * that is HALF_OPEN: two successes close the circuit, one failure opens it again. It keeps no clock
 * of its own: whoever asks waits as long as `failed` says.
 */
export function createCircuitBreaker(minOpenMs = MIN_OPEN_MS): CircuitBreaker {
  let state: CircuitState = 'CLOSED';
  let failures = 0;
  let successes = 0;
  return {
    state: () => state,
    attempt() {
      if (state !== 'OPEN') return;
      state = 'HALF_OPEN';
      successes = 0;
    },
    succeeded() {
      failures = 0;
      if (state === 'CLOSED') return;
      successes += 1;
      if (successes >= SUCCESSES_TO_CLOSE) state = 'CLOSED';
    },
    failed(backoffMs) {
      failures += 1;
      if (state === 'HALF_OPEN' || failures >= FAILURES_TO_OPEN) state = 'OPEN';
      return state === 'OPEN' ? Math.max(minOpenMs, backoffMs) : backoffMs;
    },
    failedForGood(backoffMs) {
      failures += 1;
      state = 'OPEN';
      return Math.max(minOpenMs, backoffMs);
    },
  };
}
