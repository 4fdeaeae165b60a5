export interface ReconnectDelays {
  readonly initialMs: number;
  readonly maxMs: number;
}

/**
 * Full jitter: a random wait between 0 and the exponential delay, in milliseconds, so that the clients of a server that
 * was restarted do not come back together.
 *
 * @param failures attempts in a row that came to nothing, 0 after a connection that had lasted
 */
export function reconnectDelayMs(
  failures: number,
  { initialMs, maxMs }: ReconnectDelays,
  random: () => number,
): number {
  return Math.round(random() * Math.min(maxMs, initialMs * 2 ** failures));
}
