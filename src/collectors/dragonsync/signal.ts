import type { SignalObservation } from '../../domain/observation.js';
import { frequencyMhzIn, measureIn, numberIn, placeIn, textIn, toId } from './fields.js';
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
  const warnings: string[] = [];
  const frequencyMhz = frequencyMhzIn(record, 'center_hz', warnings);
  if (frequencyMhz === null) return { reason: 'no usable frequency' };

  const signalType = textIn(record, 'signal_type');
  const source = textIn(record, 'source');
  const place = sensorPlace(record, source, warnings);
  const origin = originOf(numberIn(record, 'observed_at'), context);
  return {
    type: 'signal',
    kitId: origin.kitId,
    sourceId: origin.sourceId,
    observedAtMs: origin.observedAtMs,
    receivedAtMs: origin.receivedAtMs,
    kitTimeS: origin.kitTimeS,
    timeSource: origin.timeSource,
    signalUid: toId(record['uid']) ?? `${signalType ?? 'signal'}-${Math.round(frequencyMhz)}MHz`,
    frequencyMhz,
    powerDbm: powerDbm(record, warnings),
    bandwidthMhz: measureIn(record, 'bandwidth_hz', [0], 1e-6),
    lat: place?.lat ?? null,
    lon: place?.lon ?? null,
    altitudeM: place === null ? null : measureIn(record, 'sensor_alt', [0]),
    signalType,
    detectionType: source,
    source,
    palConfidence: confidence(record, 'pal_conf'),
    ntscConfidence: confidence(record, 'ntsc_conf'),
    warnings,
  };
}

/** `lat`/`lon` are the sensor's position jittered for display, so they are of no use. */
function sensorPlace(record: JsonObject, source: string | null, warnings: string[]) {
  const place = placeIn(record, 'sensor_lat', 'sensor_lon');
  if (place === null || source === null || !CARRIES_DRONE_POSITION.has(source)) return place;
  warnings.push("position is the drone's, not the sensor's");
  return null;
}

/** Older kits send a linear power from 0 to 1 in the same field. */
function powerDbm(record: JsonObject, warnings: string[]): number | null {
  const value = measureIn(record, 'rssi', [0]);
  if (value === null || value < 0 || value > 1) return value;
  warnings.push(`powerDbm ${value} is a linear power`);
  return null;
}

/** 0..1. Receivers send either that or per cent: what is above 1 is per cent. */
function confidence(record: JsonObject, key: string): number | null {
  const value = numberIn(record, key);
  return value !== null && value > 1 ? value / 100 : value;
}
