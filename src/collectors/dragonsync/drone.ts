import type { TrackObservation } from '../../domain/observation.js';
import { scopedDroneId, uaTypeName } from '../../domain/remote-id.js';
import type { Position } from '../../domain/track.js';
import { createFieldReader, type FieldReader, toId, toText } from './fields.js';
import { type NormalizeContext, originOf, type Refusal } from './normalize-context.js';
import { isJsonObject, type JsonObject } from '../../domain/json.js';

/** Remote ID's invalid altitude, DJI's garbage, and DragonSync's default. */
const NO_ALTITUDE = [-1000, 65531, 0];

/** A record of `/drones` with track_type "drone". */
export function normalizeDrone(record: JsonObject, context: NormalizeContext): TrackObservation | Refusal {
  const id = toId(record['id']);
  if (id === null || id === 'drone-') return { reason: 'no id' };

  const read = createFieldReader(record);
  const place = read.place('lat', 'lon');
  // A frame without a location resets all of these to 0.0, and SiK radios never tell them.
  const isSik = record['speed_multiplier'] === null && record['observed_at'] === null;
  const noMotion = place === null || isSik ? [0] : [];
  const rid = isJsonObject(record['rid']) ? record['rid'] : {};
  const altitudeM = read.measure('alt', { sentinels: NO_ALTITUDE });
  return {
    type: 'track',
    // Always there, and equal again while the same report is re-served; observed_at is null for SiK.
    ...originOf(read.number('last_update_time') ?? read.number('observed_at'), context),
    droneId: scopedDroneId(id, context.kitId),
    kind: 'DRONE',
    lat: place?.lat ?? null,
    lon: place?.lon ?? null,
    altitudeM,
    heightM: read.measure('height', { sentinels: [-1000, 65531, ...noMotion] }),
    speedMps: read.measure('speed', { sentinels: [255, ...noMotion] }),
    verticalSpeedMps: read.measure('vspeed', { sentinels: [63, ...noMotion] }),
    // Without a location it is what DragonSync computed from a jump to 0/0.
    courseDeg: place === null ? null : read.course('direction'),
    pilot: positionAt(read, 'pilot'),
    home: positionAt(read, 'home'),
    rssiDbm: read.measure('rssi', { sentinels: [0] }),
    frequencyMhz: read.frequencyMhz('freq'),
    mac: read.text('mac'),
    transport: read.text('transport'),
    idType: read.text('id_type'),
    uaType: uaTypeOf(read),
    operationalStatus: read.text('op_status'),
    operatorId: read.text('operator_id'),
    caaId: read.text('caa_id'),
    description: read.text('description'),
    make: toText(rid['make']),
    model: toText(rid['model']),
    ridSource: toText(rid['source']),
    runtimeS: read.measure('runtime', { sentinels: [0] }),
    callsign: null,
    squawk: null,
    registration: null,
    warnings: read.warnings,
  };
}

function positionAt(read: FieldReader, who: 'pilot' | 'home'): Position | null {
  const place = read.place(`${who}_lat`, `${who}_lon`);
  return place === null ? null : { ...place, altitudeM: null };
}

function uaTypeOf(read: FieldReader): string | null {
  const type = read.number('ua_type');
  // Type 0 comes with the name "No UA type defined".
  return type === 0 ? null : (read.text('ua_type_name') ?? uaTypeName(type));
}
