export interface BackoffOptions {
  readonly initialBackoffMs: number;
  readonly maxBackoffMs: number;
}

/** From this failure in a row on, the wait is the longest one. */
const LAST_STEP = 6;
const JITTER = 0.1;

/**
 * How long to wait after the given number of failures in a row (≥ 1): 5, 10, 20, 40, 80, then 300 s
 * with the defaults, each ±10 % so that kits that failed together do not come back together.
 */
export function backoffDelayMs(
  failures: number,
  { initialBackoffMs, maxBackoffMs }: BackoffOptions,
  random: () => number,
): number {
  const plain =
    failures >= LAST_STEP ? maxBackoffMs : Math.min(maxBackoffMs, initialBackoffMs * 2 ** (failures - 1));
  return Math.round(plain * (1 - JITTER + 2 * JITTER * random()));
}

/**
 * The same for retries that many do at once: doubles from the initial to the longest wait, between
 * half of it and all at random.
 */
export function jitteredDelayMs(
  failures: number,
  { initialBackoffMs, maxBackoffMs }: BackoffOptions,
  random: () => number,
): number {
  return Math.round(Math.min(maxBackoffMs, initialBackoffMs * 2 ** (failures - 1)) * (0.5 + random() / 2));
}
