import type { KitStatusObservation } from '../../domain/observation.js';
import { createFieldReader, type FieldReader, toText } from './fields.js';
import { type NormalizeContext, originOf } from './normalize-context.js';
import type { JsonObject } from '../../domain/json.js';

const SECONDS_PER_HOUR = 3600;

/** The answer of `/status`. */
export function normalizeStatus(record: JsonObject, context: NormalizeContext): KitStatusObservation {
  const read = createFieldReader(record);
  // Static positions come without a fix; 0/0 comes with one.
  const place = read.place('lat', 'lon');
  const gpsFix = booleanOf(record['gps_fix']);
  // Everything the kit does not know is 0.0; standing still is only known with a fix.
  const noMotion = gpsFix === true && place !== null ? [] : [0];
  const speedMps = read.measure('speed', { sentinels: noMotion });
  const noSystemStats = (read.number('memory_total') ?? 0) === 0 ? [0] : [];
  return {
    type: 'kitStatus',
    ...originOf(read.number('last_update_time'), context),
    uid: kitUid(record),
    lat: place?.lat ?? null,
    lon: place?.lon ?? null,
    altitudeM: read.measure('alt', { sentinels: [0] }),
    cpuPercent: read.measure('cpu_usage', { sentinels: noSystemStats }),
    memoryPercent: sharePercent(
      read,
      'memory_total',
      'memory_available',
      (total, available) => total - available,
    ),
    diskPercent: sharePercent(read, 'disk_total', 'disk_used', (_total, used) => used),
    uptimeHours: read.measure('uptime', { sentinels: [0], scale: 1 / SECONDS_PER_HOUR }),
    tempCpuC: read.measure('temperature', { sentinels: [0] }),
    tempGpuC: null,
    plutoTempC: read.measure('pluto_temp', { sentinels: [0] }),
    zynqTempC: read.measure('zynq_temp', { sentinels: [0] }),
    speedMps,
    courseDeg: speedMps === null || speedMps === 0 ? null : read.course('track'),
    gpsFix,
    timeSourceName: read.text('time_source'),
    warnings: read.warnings,
  };
}

/** Serial of the kit; null while it does not know it. Versions that can send `kit_id` mean the same by it. */
export function kitUid(record: JsonObject): string | null {
  const uid = toText(record['uid']) ?? toText(record['kit_id']);
  return uid === 'wardragon-unknown' ? null : uid;
}

/** Per cent of a total that is not zero; a kit without system statistics sends 0 for all of them. */
function sharePercent(
  read: FieldReader,
  totalKey: string,
  partKey: string,
  used: (total: number, part: number) => number,
): number | null {
  const total = read.number(totalKey);
  const part = read.number(partKey);
  if (total === null || part === null || total <= 0) return null;
  const percent = (used(total, part) / total) * 100;
  return Number.isFinite(percent) ? percent : null;
}

function booleanOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 1 || value === 'true') return true;
  return value === 0 || value === 'false' ? false : null;
}
