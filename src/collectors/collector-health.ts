import type { CollectorHealth } from '../domain/kit.js';

const DEGRADED_FROM = 2;
const FAILING_FROM = 5;

/** How a collector is, given its failures in a row and whether it has polled at all. */
export function collectorHealth(hasPolled: boolean, consecutiveFailures: number): CollectorHealth {
  if (!hasPolled) return 'UNKNOWN';
  if (consecutiveFailures >= FAILING_FROM) return 'FAILING';
  return consecutiveFailures >= DEGRADED_FROM ? 'DEGRADED' : 'HEALTHY';
}
