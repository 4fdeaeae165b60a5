import type { TrackObservation } from '../../domain/observation.js';
import { courseIn, measureIn, numberIn, ownPlaceIn, textIn, toId } from './fields.js';
import { type NormalizeContext, originOf, type Refusal } from './normalize-context.js';
import type { JsonObject } from '../../domain/json.js';

const METRES_PER_FOOT = 0.3048;
const MPS_PER_KNOT = 0.514444;
/** DragonSync drops an aircraft after this long, unless its ADS-B thread has died. */
const FROZEN_AFTER_MS = 120_000;

/** A record of `/drones` with track_type "aircraft": feet, knots and dBFS. */
export function normalizeAircraft(record: JsonObject, context: NormalizeContext): TrackObservation | Refusal {
  const id = toId(record['id']);
  if (id === null || id === 'adsb-') return { reason: 'no id' };

  const warnings: string[] = [];
  const kitTimeS = numberIn(record, 'last_update_time');
  // A kit whose ADS-B thread died serves its last aircraft for ever.
  if (kitTimeS !== null && context.kitNowMs - kitTimeS * 1000 > FROZEN_AFTER_MS) return { reason: null };

  const place = ownPlaceIn(record, warnings);
  const course = courseIn(record, 'track');
  const origin = originOf(kitTimeS, context);
  return {
    type: 'track',
    kitId: origin.kitId,
    sourceId: origin.sourceId,
    observedAtMs: origin.observedAtMs,
    receivedAtMs: origin.receivedAtMs,
    kitTimeS: origin.kitTimeS,
    timeSource: origin.timeSource,
    droneId: id,
    kind: 'AIRCRAFT',
    lat: place?.lat ?? null,
    lon: place?.lon ?? null,
    // Missing ones are 0, and an aircraft on the ground may say "ground", which is no number.
    altitudeM: measureIn(record, 'alt', [0], METRES_PER_FOOT),
    heightM: null,
    speedMps: measureIn(record, 'ground_speed', [0], MPS_PER_KNOT),
    verticalSpeedMps: null,
    courseDeg: course === 0 ? null : course,
    pilot: null,
    home: null,
    rssiDbm: null,
    frequencyMhz: null,
    mac: null,
    transport: null,
    idType: null,
    uaType: null,
    operationalStatus: null,
    operatorId: null,
    caaId: null,
    description: null,
    make: null,
    model: null,
    ridSource: null,
    runtimeS: null,
    // The field called callsign repeats the id.
    callsign: textIn(record, 'flight'),
    squawk: textIn(record, 'squawk'),
    registration: textIn(record, 'reg'),
    warnings,
  };
}
