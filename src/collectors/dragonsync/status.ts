import type { KitStatusObservation } from '../../domain/observation.js';
import { courseIn, measureIn, numberIn, placeIn, textIn, toText } from './fields.js';
import { type NormalizeContext, originOf } from './normalize-context.js';
import type { JsonObject } from '../../domain/json.js';

const SECONDS_PER_HOUR = 3600;

/** The answer of `/status`. */
export function normalizeStatus(record: JsonObject, context: NormalizeContext): KitStatusObservation {
  // Static positions come without a fix; 0/0 comes with one.
  const place = placeIn(record, 'lat', 'lon');
  const gpsFix = booleanOf(record['gps_fix']);
  // Everything the kit does not know is 0.0; standing still is only known with a fix.
  const noMotion = gpsFix === true && place !== null ? [] : [0];
  const speedMps = measureIn(record, 'speed', noMotion);
  const noSystemStats = (numberIn(record, 'memory_total') ?? 0) === 0 ? [0] : [];
  return {
    type: 'kitStatus',
    ...originOf(numberIn(record, 'last_update_time'), context),
    uid: kitUid(record),
    lat: place?.lat ?? null,
    lon: place?.lon ?? null,
    altitudeM: measureIn(record, 'alt', [0]),
    cpuPercent: measureIn(record, 'cpu_usage', noSystemStats),
    memoryPercent: sharePercent(
      record,
      'memory_total',
      'memory_available',
      (total, available) => total - available,
    ),
    diskPercent: sharePercent(record, 'disk_total', 'disk_used', (_total, used) => used),
    uptimeHours: measureIn(record, 'uptime', [0], 1 / SECONDS_PER_HOUR),
    tempCpuC: measureIn(record, 'temperature', [0]),
    tempGpuC: null,
    plutoTempC: measureIn(record, 'pluto_temp', [0]),
    zynqTempC: measureIn(record, 'zynq_temp', [0]),
    speedMps,
    courseDeg: speedMps === null || speedMps === 0 ? null : courseIn(record, 'track'),
    gpsFix,
    timeSourceName: textIn(record, 'time_source'),
    warnings: [],
  };
}

/** Serial of the kit; null while it does not know it. Versions that can send `kit_id` mean the same by it. */
export function kitUid(record: JsonObject): string | null {
  const uid = toText(record['uid']) ?? toText(record['kit_id']);
  return uid === 'wardragon-unknown' ? null : uid;
}

/** Per cent of a total that is not zero; a kit without system statistics sends 0 for all of them. */
function sharePercent(
  record: JsonObject,
  totalKey: string,
  partKey: string,
  used: (total: number, part: number) => number,
): number | null {
  const total = numberIn(record, totalKey);
  const part = numberIn(record, partKey);
  if (total === null || part === null || total <= 0) return null;
  const percent = (used(total, part) / total) * 100;
  return Number.isFinite(percent) ? percent : null;
}

function booleanOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 1 || value === 'true') return true;
  return value === 0 || value === 'false' ? false : null;
}
