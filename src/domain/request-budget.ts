/** Requests that a DragonSync kit answers per client address in any 60 seconds; the next gets 429. */
export const KIT_REQUESTS_PER_MINUTE = 100;
/**
 * Most that polling may cost. A minute can begin and end with a poll, and so hold one more than the
 * average says; above this, `collectors/request-budget` would have to skip polls.
 */
const POLL_REQUESTS_PER_MINUTE = 98;
/**
 * Most that polling which adapts itself plans for. The rest is for what cannot be planned: retries, probes
 * and polls out of turn.
 */
export const PLANNED_REQUESTS_PER_MINUTE = 92;

/**
 * Requests a minute that polling costs: /drones and /signals every `pollIntervalMs`, /status every
 * `statusPollIntervalMs`.
 */
function pollRequestsPerMinute(pollIntervalMs: number, statusPollIntervalMs: number): number {
  return (2 * 60_000) / pollIntervalMs + 60_000 / statusPollIntervalMs;
}

/** What is wrong with these intervals, with the arithmetic shown; null when a kit can bear them. */
export function budgetProblem(pollIntervalMs: number, statusPollIntervalMs: number): string | null {
  const perMinute = pollRequestsPerMinute(pollIntervalMs, statusPollIntervalMs);
  if (perMinute <= POLL_REQUESTS_PER_MINUTE) return null;
  const poll = pollIntervalMs / 1000;
  const status = statusPollIntervalMs / 1000;
  return (
    `2 × 60/${poll} + 60/${status} = ${perMinute.toFixed(1)} requests a minute, but a kit answers ` +
    `${KIT_REQUESTS_PER_MINUTE}, of which polling may take ${POLL_REQUESTS_PER_MINUTE}; ` +
    `poll less often (for example every 1.5 s with status every 30 s: 82)`
  );
}

/** The same for polling that adapts itself, at its fastest: /drones, /signals and /status each on a beat of its own. */
export function adaptiveBudgetProblem(
  dronesIntervalMs: number,
  signalsIntervalMs: number,
  statusIntervalMs: number,
): string | null {
  const intervalsMs = [dronesIntervalMs, signalsIntervalMs, statusIntervalMs];
  const perMinute = intervalsMs.reduce((sum, intervalMs) => sum + 60_000 / intervalMs, 0);
  if (perMinute <= PLANNED_REQUESTS_PER_MINUTE) return null;
  return (
    `${intervalsMs.map((intervalMs) => `60/${intervalMs / 1000}`).join(' + ')} = ${perMinute.toFixed(1)} requests ` +
    `a minute, but a kit answers ${KIT_REQUESTS_PER_MINUTE}, of which adaptive polling may plan for ` +
    `${PLANNED_REQUESTS_PER_MINUTE}; poll less often (for example drones every 1 s, signals every 5 s and status ` +
    `every 30 s: 74)`
  );
}
