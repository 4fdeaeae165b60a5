import type { LogEvent } from '../domain/log-event.js';
import type {
  KitStatusObservation,
  Observation,
  SignalObservation,
  TrackObservation,
} from '../domain/observation.js';
import { arrayLiteral } from './array-literal.js';
import type { PushReceived } from './sink.js';
import { type Column, insertInto } from './timescale-insert.js';

const COMMON: readonly Column<Observation>[] = [
  ['time', 'timestamptz', (o) => o.observedAtMs],
  ['kit_id', 'text', (o) => o.kitId],
  ['received_at', 'timestamptz', (o) => o.receivedAtMs],
  ['source_id', 'text', (o) => o.sourceId],
  ['kit_time_s', 'float8', (o) => o.kitTimeS],
  ['time_source', 'text', (o) => o.timeSource],
  ['warnings', 'text[]', (o) => warningsOf(o)],
];

export const DRONE_COLUMNS: readonly Column<TrackObservation>[] = [
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
];
export const insertDrones = insertInto('drones', DRONE_COLUMNS);

export const SIGNAL_COLUMNS: readonly Column<SignalObservation>[] = [
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
];
export const insertSignals = insertInto('signals', SIGNAL_COLUMNS);

export const HEALTH_COLUMNS: readonly Column<KitStatusObservation>[] = [
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
];
export const insertHealth = insertInto('system_health', HEALTH_COLUMNS);

export const insertEvents = insertInto<LogEvent>('events', [
  ['time', 'timestamptz', (e) => e.observedAtMs],
  ['event_id', 'uuid', (e) => e.eventId],
  ['received_at', 'timestamptz', (e) => e.receivedAtMs],
  ['time_source', 'text', (e) => e.timeSource],
  ['source', 'text', (e) => e.source],
  ['source_id', 'text', (e) => e.sourceId],
  ['kit_id', 'text', (e) => e.kitId],
  ['host', 'text', (e) => e.host],
  ['service', 'text', (e) => e.service],
  ['event_type', 'text', (e) => e.eventType],
  ['severity', 'text', (e) => e.severity],
  ['message', 'text', (e) => e.message],
  ['data', 'jsonb', (e) => JSON.stringify(e.data)],
  ['warnings', 'text[]', (e) => warningsOf(e)],
]);

export const insertPushes = insertInto<PushReceived>('pushes', [
  ['key', 'text', (push) => push.key],
  ['received_at', 'timestamptz', (push) => push.receivedAtMs],
]);

/** The column is null when there are none. */
function warningsOf({ warnings }: { readonly warnings: readonly string[] }): string | null {
  return warnings.length === 0 ? null : arrayLiteral(warnings, (warning) => warning);
}
