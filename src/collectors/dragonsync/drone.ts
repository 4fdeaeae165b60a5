import type { TrackObservation } from '../../domain/observation.js';
import { scopedDroneId, uaTypeName } from '../../domain/remote-id.js';
import type { Position } from '../../domain/track.js';
import {
  courseIn,
  frequencyMhzIn,
  measureIn,
  numberIn,
  ownPlaceIn,
  placeIn,
  textIn,
  toId,
  toText,
} from './fields.js';
import { type NormalizeContext, originOf, type Refusal } from './normalize-context.js';
import { isJsonObject, type JsonObject } from '../../domain/json.js';

/** Remote ID's invalid altitude, DJI's garbage, and DragonSync's default. */
const NO_ALTITUDE = [-1000, 65531, 0];
const NO_HEIGHT = [-1000, 65531];
const NO_SPEED = [255];
const NO_VERTICAL_SPEED = [63];
const ZERO = [0];

/** A record of `/drones` with track_type "drone". */
export function normalizeDrone(record: JsonObject, context: NormalizeContext): TrackObservation | Refusal {
  const id = toId(record['id']);
  if (id === null || id === 'drone-') return { reason: 'no id' };

  const warnings: string[] = [];
  const place = ownPlaceIn(record, warnings);
  // A frame without a location resets all of these to 0.0, and SiK radios never tell them.
  const isSik = record['speed_multiplier'] === null && record['observed_at'] === null;
  const hasMotion = place !== null && !isSik;
  const motionIn = (key: string, sentinels: readonly number[]) => {
    const value = measureIn(record, key, sentinels);
    return value === 0 && !hasMotion ? null : value;
  };
  const rid = isJsonObject(record['rid']) ? record['rid'] : {};
  const altitudeM = measureIn(record, 'alt', NO_ALTITUDE);
  // Always there, and equal again while the same report is re-served; observed_at is null for SiK.
  const origin = originOf(numberIn(record, 'last_update_time') ?? numberIn(record, 'observed_at'), context);
  return {
    type: 'track',
    kitId: origin.kitId,
    sourceId: origin.sourceId,
    observedAtMs: origin.observedAtMs,
    receivedAtMs: origin.receivedAtMs,
    kitTimeS: origin.kitTimeS,
    timeSource: origin.timeSource,
    droneId: scopedDroneId(id, context.kitId),
    kind: 'DRONE',
    lat: place?.lat ?? null,
    lon: place?.lon ?? null,
    altitudeM,
    heightM: motionIn('height', NO_HEIGHT),
    speedMps: motionIn('speed', NO_SPEED),
    verticalSpeedMps: motionIn('vspeed', NO_VERTICAL_SPEED),
    // Without a location it is what DragonSync computed from a jump to 0/0.
    courseDeg: place === null ? null : courseIn(record, 'direction'),
    pilot: positionAt(record, 'pilot_lat', 'pilot_lon'),
    home: positionAt(record, 'home_lat', 'home_lon'),
    rssiDbm: measureIn(record, 'rssi', ZERO),
    frequencyMhz: frequencyMhzIn(record, 'freq', warnings),
    mac: textIn(record, 'mac'),
    transport: textIn(record, 'transport'),
    idType: textIn(record, 'id_type'),
    uaType: uaTypeOf(record),
    operationalStatus: textIn(record, 'op_status'),
    operatorId: textIn(record, 'operator_id'),
    caaId: textIn(record, 'caa_id'),
    description: textIn(record, 'description'),
    make: toText(rid['make']),
    model: toText(rid['model']),
    ridSource: toText(rid['source']),
    runtimeS: measureIn(record, 'runtime', ZERO),
    callsign: null,
    squawk: null,
    registration: null,
    warnings,
  };
}

function positionAt(record: JsonObject, latKey: string, lonKey: string): Position | null {
  const place = placeIn(record, latKey, lonKey);
  return place === null ? null : { lat: place.lat, lon: place.lon, altitudeM: null };
}

function uaTypeOf(record: JsonObject): string | null {
  const type = numberIn(record, 'ua_type');
  // Type 0 comes with the name "No UA type defined".
  return type === 0 ? null : (textIn(record, 'ua_type_name') ?? uaTypeName(type));
}
