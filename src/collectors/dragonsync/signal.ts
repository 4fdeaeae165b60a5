import type { SignalObservation } from '../../domain/observation.js';
import { createFieldReader, type FieldReader, toId } from './fields.js';
import { type NormalizeContext, originOf, type Refusal } from './normalize-context.js';
import type { JsonObject } from '../../domain/json.js';

/** SiK telemetry that carries the drone's GPS, which DragonSync puts where the sensor's belongs. */
const CARRIES_DRONE_POSITION: ReadonlySet<string> = new Set([
  'sik_reasm',
  'sik_gps_repaired',
  'sik_position_hint',
]);

/** A record of `/signals`. */
export function normalizeSignal(record: JsonObject, context: NormalizeContext): SignalObservation | Refusal {
  const read = createFieldReader(record);
  const frequencyMhz = read.frequencyMhz('center_hz');
  if (frequencyMhz === null) return { reason: 'no usable frequency' };

  const signalType = read.text('signal_type');
  const source = read.text('source');
  const place = sensorPlace(read, source);
  return {
    type: 'signal',
    ...originOf(read.number('observed_at'), context),
    signalUid: toId(record['uid']) ?? `${signalType ?? 'signal'}-${Math.round(frequencyMhz)}MHz`,
    frequencyMhz,
    powerDbm: powerDbm(read),
    bandwidthMhz: read.measure('bandwidth_hz', { sentinels: [0], scale: 1e-6 }),
    lat: place?.lat ?? null,
    lon: place?.lon ?? null,
    altitudeM: place === null ? null : read.measure('sensor_alt', { sentinels: [0] }),
    signalType,
    detectionType: source,
    source,
    palConfidence: confidence(read, 'pal_conf'),
    ntscConfidence: confidence(read, 'ntsc_conf'),
    warnings: read.warnings,
  };
}

/** `lat`/`lon` are the sensor's position jittered for display, so they are of no use. */
function sensorPlace(read: FieldReader, source: string | null) {
  const place = read.place('sensor_lat', 'sensor_lon');
  if (place === null || source === null || !CARRIES_DRONE_POSITION.has(source)) return place;
  read.warnings.push("position is the drone's, not the sensor's");
  return null;
}

/** Older kits send a linear power from 0 to 1 in the same field. */
function powerDbm(read: FieldReader): number | null {
  const value = read.measure('rssi', { sentinels: [0] });
  if (value === null || value < 0 || value > 1) return value;
  read.warnings.push(`powerDbm ${value} is a linear power`);
  return null;
}

/** 0..1. Receivers send either that or per cent: what is above 1 is per cent. */
function confidence(read: FieldReader, key: string): number | null {
  const value = read.number(key);
  return value !== null && value > 1 ? value / 100 : value;
}
