import type { Observation } from '../../domain/observation.js';
import type { RecordFormat, Reject } from '../source.js';
import { normalizeAircraft } from './aircraft.js';
import { normalizeDrone } from './drone.js';
import type { NormalizeContext, Refusal } from './normalize-context.js';
import { isJsonObject, type JsonObject } from '../../domain/json.js';
import { normalizeSignal } from './signal.js';

/** A kit lists at most 100 drones and 200 signals, and the aircraft around it. */
const MAX_RECORDS = 2_000;

interface Normalized<T extends Observation> {
  readonly observations: readonly T[];
  readonly rejects: readonly Reject[];
}

/** `GET /drones`: drones and aircraft, told apart by `track_type`. */
export function normalizeTracks(records: readonly unknown[], context: NormalizeContext) {
  const normalizeOne = (record: JsonObject) =>
    isAircraft(record) ? normalizeAircraft(record, context) : normalizeDrone(record, context);
  const formatOf = (record: unknown) => (isJsonObject(record) && isAircraft(record) ? 'aircraft' : 'drone');
  return normalizeAll('track', records, normalizeOne, formatOf);
}

/** `GET /signals`. */
export function normalizeSignals(records: readonly unknown[], context: NormalizeContext) {
  const normalizeOne = (record: JsonObject) => normalizeSignal(record, context);
  return normalizeAll('signal', records, normalizeOne, () => 'signal');
}

function isAircraft(record: JsonObject): boolean {
  return record['track_type'] === 'aircraft' || (record['track_type'] === undefined && 'hex' in record);
}

function normalizeAll<T extends Observation>(
  type: T['type'],
  records: readonly unknown[],
  normalizeOne: (record: JsonObject) => T | Refusal,
  formatOf: (record: unknown) => RecordFormat,
): Normalized<T> {
  const observations: T[] = [];
  const rejects: Reject[] = [];
  for (const record of records.slice(0, MAX_RECORDS)) {
    const outcome = isJsonObject(record) ? normalizeOne(record) : { reason: 'not an object' };
    if ('type' in outcome) observations.push(outcome);
    else if (outcome.reason !== null) {
      rejects.push({ type, format: formatOf(record), reason: outcome.reason, record });
    }
  }
  if (records.length > MAX_RECORDS) {
    const record = { records: records.length };
    rejects.push({ type, format: formatOf(record), reason: `more than ${MAX_RECORDS} records`, record });
  }
  return { observations, rejects };
}
