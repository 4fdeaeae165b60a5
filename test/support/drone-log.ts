/** The columns that DragonSync's utils/drone_logger.py writes, in its order. */
export const DRONE_LOG_COLUMNS = [
  ...['timestamp', 'drone_id', 'lat', 'lon', 'alt', 'speed', 'rssi', 'mac', 'description', 'pilot_lat'],
  ...['pilot_lon', 'home_lat', 'home_lon', 'ua_type', 'ua_type_name', 'operator_id_type', 'operator_id'],
  ...['op_status', 'height', 'height_type', 'direction', 'vspeed', 'ew_dir', 'speed_multiplier'],
  ...['pressure_altitude', 'vertical_accuracy', 'horizontal_accuracy', 'baro_accuracy', 'speed_accuracy'],
  ...['timestamp_src', 'timestamp_accuracy', 'index', 'runtime', 'caa', 'freq', 'rid_make', 'rid_model'],
  ...['rid_source', 'transport', 'observed_at', 'seen_by'],
] as const;

type LogRow = Readonly<Partial<Record<(typeof DRONE_LOG_COLUMNS)[number], string | number>>>;

/** 2026-03-01T12:00:00Z: history. */
export const LOGGED_MS = Date.UTC(2026, 2, 1, 12);

/** A row as the logger writes it for a drone that is well heard; say only what matters. */
export function aLogRow(given: LogRow = {}, atMs = LOGGED_MS): LogRow {
  return {
    timestamp: new Date(atMs).toISOString().replace('Z', '000'),
    drone_id: 'drone-LOG1',
    lat: 46.75,
    lon: 8.03,
    alt: 640.5,
    speed: 0,
    rssi: -71,
    mac: '60:60:1F:AA:BB:CC',
    description: '',
    pilot_lat: 46.74,
    pilot_lon: 8.02,
    home_lat: 0,
    home_lon: 0,
    ua_type: 2,
    ua_type_name: 'Helicopter or Multirotor',
    op_status: 'Airborne',
    height: 60,
    direction: 361,
    vspeed: 63,
    timestamp_src: '2176.1 s',
    freq: 2437,
    rid_make: 'DJI',
    rid_model: 'Mini 4 Pro',
    rid_source: 'local',
    transport: 'WiFi-Beacon',
    observed_at: atMs / 1000,
    seen_by: 'LOGKIT',
    ...given,
  };
}

interface LogStyle {
  readonly delimiter?: string;
  readonly newline?: string;
}

/** CSV as Python's csv.writer makes it: fields are quoted where they have to be. */
export function droneLog(
  rows: readonly LogRow[],
  { delimiter = ',', newline = '\r\n' }: LogStyle = {},
): string {
  const quoted = (value: string | number | undefined) => {
    const text = String(value ?? '');
    return /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = rows.map((row) => DRONE_LOG_COLUMNS.map((column) => quoted(row[column])).join(delimiter));
  return [DRONE_LOG_COLUMNS.join(delimiter), ...lines].map((line) => line + newline).join('');
}
