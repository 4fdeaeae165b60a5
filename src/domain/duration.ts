const PATTERN = /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d{1,3})?)S)?)?$/;
const UNITS_MS = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000] as const;

/**
 * Milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds. Null for anything
 * else, also for years and months, whose length depends on when they begin, and for negative ones.
 */
export function parseDurationMs(text: string): number | null {
  const parts = PATTERN.exec(text);
  if (parts === null) return null;
  const totalMs = UNITS_MS.reduce(
    (sum, unitMs, i) => sum + Number((parts[i + 1] ?? '0').replace(',', '.')) * unitMs,
    0,
  );
  return Number.isSafeInteger(Math.round(totalMs)) ? Math.round(totalMs) : null;
}
