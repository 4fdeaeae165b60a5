/** Skew up to here is left alone: the Date header tells whole seconds, and NTP-kept kits are closer. */
const TOLERATED_MS = 2_000;

/**
 * The offset (kit clock minus ours) to correct a kit's times by. A measured skew moves it only when
 * it is more than 2 s away from the offset in use, so that the same reading keeps the same time
 * however often it is served. Null: nothing was measured.
 */
export function adoptClockOffsetMs(offsetMs: number, measuredSkewMs: number | null): number {
  if (measuredSkewMs === null || Math.abs(measuredSkewMs - offsetMs) <= TOLERATED_MS) return offsetMs;
  return Math.abs(measuredSkewMs) <= TOLERATED_MS ? 0 : Math.round(measuredSkewMs);
}
