import type { LogEvent } from './log-event.js';
import type { Observation } from './observation.js';

/** What goes first, and what is kept longest, when there is too much. Highest first. */
export const PRIORITIES = ['CRITICAL', 'HIGH', 'NORMAL', 'LOW', 'BATCH'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Hijacking, lost radio, emergency: ICAO Annex 10. */
const EMERGENCY_SQUAWKS: ReadonlySet<string> = new Set(['7500', '7600', '7700']);

/** An aircraft in an emergency is critical, detections are high, kits' own reports normal, logs low. */
export function priorityOf(record: Observation | LogEvent): Priority {
  switch (record.type) {
    case 'track':
      return isEmergency(record.operationalStatus, record.squawk) ? 'CRITICAL' : 'HIGH';
    case 'signal':
      return 'HIGH';
    case 'kitStatus':
      return 'NORMAL';
    case 'log':
      return 'LOW';
  }
}

/** ASTM F3411 operational status 3 is "Emergency"; 4 is "Remote ID System Failure", which is none. */
function isEmergency(operationalStatus: string | null, squawk: string | null): boolean {
  return (
    (operationalStatus !== null && /emergency/i.test(operationalStatus)) ||
    (squawk !== null && EMERGENCY_SQUAWKS.has(squawk))
  );
}
