import type pg from 'pg';
import type {
  KitStatusObservation,
  Observation,
  SignalObservation,
  TrackObservation,
} from '../domain/observation.js';

type ColumnType = 'timestamptz' | 'text' | 'float8' | 'int4' | 'boolean' | 'text[]';
type Column<T> = readonly [name: string, type: ColumnType, value: (observation: T) => unknown];

/** Inserts observations with one statement, a parameter per column. Returns how many were new. */
export type InsertRows<T> = (client: pg.ClientBase, observations: readonly T[]) => Promise<number>;

/**
 * How a column travels as one array parameter, and what turns an element into the column's value.
 * to_timestamp keeps milliseconds exact from 1970 to 2100 and beyond. An array of arrays would be
 * flattened by unnest, so a list travels as its text.
 */
const TRANSPORT: Readonly<Record<ColumnType, { parameter: string; value: (name: string) => string }>> = {
  timestamptz: { parameter: 'float8[]', value: (name) => `to_timestamp(${name} / 1000.0)` },
  text: { parameter: 'text[]', value: (name) => name },
  float8: { parameter: 'float8[]', value: (name) => name },
  int4: { parameter: 'int4[]', value: (name) => name },
  boolean: { parameter: 'boolean[]', value: (name) => name },
  'text[]': { parameter: 'text[]', value: (name) => `${name}::text[]` },
};

/** A row that is in the table already, or twice among these, is left as it is. */
function insertInto<T>(table: string, columns: readonly Column<T>[]): InsertRows<T> {
  const names = columns.map(([name]) => name).join(', ');
  const values = columns.map(([name, type]) => TRANSPORT[type].value(name)).join(', ');
  const parameters = columns
    .map(([, type], index) => `$${index + 1}::${TRANSPORT[type].parameter}`)
    .join(', ');
  const text = `INSERT INTO ${table} (${names})
    SELECT ${values} FROM unnest(${parameters}) AS r (${names}) ON CONFLICT DO NOTHING`;
  return async (client, observations) => {
    if (observations.length === 0) return 0;
    const { rowCount } = await client.query({
      name: `insert-${table}`,
      text,
      values: columns.map(([, , value]) => observations.map(value)),
    });
    return rowCount ?? 0;
  };
}

const COMMON: readonly Column<Observation>[] = [
  ['time', 'timestamptz', (o) => o.observedAtMs],
  ['kit_id', 'text', (o) => o.kitId],
  ['received_at', 'timestamptz', (o) => o.receivedAtMs],
  ['source_id', 'text', (o) => o.sourceId],
  ['kit_time_s', 'float8', (o) => o.kitTimeS],
  ['time_source', 'text', (o) => o.timeSource],
  ['warnings', 'text[]', (o) => (o.warnings.length === 0 ? null : arrayLiteral(o.warnings))],
];

export const insertDrones = insertInto<TrackObservation>('drones', [
  ...COMMON,
  ['drone_id', 'text', (o) => o.droneId],
  ['kind', 'text', (o) => o.kind],
  ['lat', 'float8', (o) => o.lat],
  ['lon', 'float8', (o) => o.lon],
  ['altitude_m', 'float8', (o) => o.altitudeM],
  ['height_m', 'float8', (o) => o.heightM],
  ['speed_mps', 'float8', (o) => o.speedMps],
  ['vertical_speed_mps', 'float8', (o) => o.verticalSpeedMps],
  ['course_deg', 'float8', (o) => o.courseDeg],
  ['pilot_lat', 'float8', (o) => o.pilot?.lat],
  ['pilot_lon', 'float8', (o) => o.pilot?.lon],
  ['home_lat', 'float8', (o) => o.home?.lat],
  ['home_lon', 'float8', (o) => o.home?.lon],
  ['rssi_dbm', 'float8', (o) => o.rssiDbm],
  ['frequency_mhz', 'float8', (o) => o.frequencyMhz],
  ['mac', 'text', (o) => o.mac],
  ['transport', 'text', (o) => o.transport],
  ['id_type', 'text', (o) => o.idType],
  ['ua_type', 'text', (o) => o.uaType],
  ['operational_status', 'text', (o) => o.operationalStatus],
  ['operator_id', 'text', (o) => o.operatorId],
  ['caa_id', 'text', (o) => o.caaId],
  ['description', 'text', (o) => o.description],
  ['make', 'text', (o) => o.make],
  ['model', 'text', (o) => o.model],
  ['rid_source', 'text', (o) => o.ridSource],
  ['runtime_s', 'int4', (o) => (o.runtimeS === null ? null : Math.round(o.runtimeS))],
  ['callsign', 'text', (o) => o.callsign],
  ['squawk', 'text', (o) => o.squawk],
  ['registration', 'text', (o) => o.registration],
]);

export const insertSignals = insertInto<SignalObservation>('signals', [
  ...COMMON,
  ['freq_mhz', 'float8', (o) => o.frequencyMhz],
  ['signal_uid', 'text', (o) => o.signalUid],
  ['power_dbm', 'float8', (o) => o.powerDbm],
  ['bandwidth_mhz', 'float8', (o) => o.bandwidthMhz],
  ['lat', 'float8', (o) => o.lat],
  ['lon', 'float8', (o) => o.lon],
  ['altitude_m', 'float8', (o) => o.altitudeM],
  ['signal_type', 'text', (o) => o.signalType],
  ['detection_type', 'text', (o) => o.detectionType],
  ['source', 'text', (o) => o.source],
  ['pal_confidence', 'float8', (o) => o.palConfidence],
  ['ntsc_confidence', 'float8', (o) => o.ntscConfidence],
]);

export const insertHealth = insertInto<KitStatusObservation>('system_health', [
  ...COMMON,
  ['lat', 'float8', (o) => o.lat],
  ['lon', 'float8', (o) => o.lon],
  ['altitude_m', 'float8', (o) => o.altitudeM],
  ['cpu_percent', 'float8', (o) => o.cpuPercent],
  ['memory_percent', 'float8', (o) => o.memoryPercent],
  ['disk_percent', 'float8', (o) => o.diskPercent],
  ['uptime_hours', 'float8', (o) => o.uptimeHours],
  ['temp_cpu_c', 'float8', (o) => o.tempCpuC],
  ['temp_gpu_c', 'float8', (o) => o.tempGpuC],
  ['pluto_temp_c', 'float8', (o) => o.plutoTempC],
  ['zynq_temp_c', 'float8', (o) => o.zynqTempC],
  ['speed_mps', 'float8', (o) => o.speedMps],
  ['course_deg', 'float8', (o) => o.courseDeg],
  ['gps_fix', 'boolean', (o) => o.gpsFix],
  ['time_source_name', 'text', (o) => o.timeSourceName],
]);

/** As PostgreSQL writes an array of text. */
function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
