/**
 * Names that columns have in logs, the better one first, by the field of DragonSync's drone record that they
 * hold. The first of each list without a field of the same name is what DragonSync's drone_logger writes;
 * then come its SQLite log and what others write.
 */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  id: ['drone_id', 'id', 'droneid', 'uas_id', 'uasid', 'serial_number', 'uid'],
  // The logger's `timestamp` is when it wrote the row, `observed_at` when it heard the drone.
  time: ['observed_at', 'time', 'timestamp', 'ts', 'datetime', 'date_time', 'observed', 'time_utc'],
  seen_by: ['seen_by', 'kit_id', 'kit', 'system_id', 'sensor_id', 'sensor'],
  lat: ['lat', 'latitude', 'drone_lat', 'drone_latitude'],
  lon: ['lon', 'longitude', 'lng', 'long', 'drone_lon', 'drone_longitude'],
  alt: ['alt', 'altitude', 'altitude_m', 'alt_m', 'geodetic_altitude'],
  height: ['height', 'height_agl', 'height_m', 'agl'],
  speed: ['speed', 'speed_mps', 'horizontal_speed', 'ground_speed_mps'],
  vspeed: ['vspeed', 'vert_speed', 'vertical_speed', 'vertical_speed_mps'],
  direction: ['direction', 'course', 'course_deg', 'heading', 'track_deg'],
  pilot_lat: ['pilot_lat', 'pilot_latitude', 'operator_lat', 'operator_latitude'],
  pilot_lon: ['pilot_lon', 'pilot_longitude', 'operator_lon', 'operator_longitude', 'pilot_lng'],
  home_lat: ['home_lat', 'home_latitude', 'takeoff_lat'],
  home_lon: ['home_lon', 'home_longitude', 'takeoff_lon', 'home_lng'],
  rssi: ['rssi', 'rssi_dbm', 'signal_dbm'],
  freq: ['freq', 'frequency', 'freq_mhz', 'frequency_mhz'],
  mac: ['mac', 'mac_address', 'bssid'],
  description: ['description', 'self_id', 'self_id_text'],
  transport: ['transport', 'protocol'],
  id_type: ['id_type'],
  ua_type: ['ua_type'],
  ua_type_name: ['ua_type_name'],
  op_status: ['op_status', 'operational_status'],
  operator_id: ['operator_id', 'operatorid'],
  caa_id: ['caa', 'caa_id', 'caa_registration'],
  runtime: ['runtime', 'runtime_s'],
  rid_make: ['rid_make', 'make', 'manufacturer'],
  rid_model: ['rid_model', 'model'],
  rid_source: ['rid_source'],
  track_type: ['track_type', 'kind'],
};

/** Written with a decimal comma where the comma does not separate columns. */
const NUMERIC: ReadonlySet<string> = new Set([
  ...['lat', 'lon', 'alt', 'height', 'speed', 'vspeed', 'direction', 'rssi', 'freq', 'runtime', 'time'],
  ...['pilot_lat', 'pilot_lon', 'home_lat', 'home_lon'],
]);
const DECIMAL_COMMA = /^([+-]?\d+),(\d+)$/;

/** Columns of the drone logger that say nothing a detection keeps. */
const IGNORED: ReadonlySet<string> = new Set([
  ...['operator_id_type', 'height_type', 'ew_dir', 'speed_multiplier', 'pressure_altitude', 'index', 'idx'],
  ...['vertical_accuracy', 'horizontal_accuracy', 'baro_accuracy', 'speed_accuracy', 'timestamp_accuracy'],
  ...['timestamp_src', 'system_lat', 'system_lon', 'system_alt'],
]);

/** Without these a row cannot become a detection. */
const REQUIRED = ['id', 'time'] as const;

const FIELD_BY_NAME = new Map(
  Object.entries(ALIASES).flatMap(([field, names]) =>
    names.map((name, rank) => [name, { field, rank }] as const),
  ),
);

/** What the columns of a file hold. */
export interface Columns {
  readonly count: number;
  readonly missing: readonly string[];
  /** Unfamiliar headers, from which nothing is read. */
  readonly unused: readonly string[];
  isHeader(values: readonly string[]): boolean;
  /** Of two columns for one field, the better one counts where it is not empty. */
  record(values: readonly string[]): Readonly<Record<string, string>>;
}

/** Upper and lower case, spaces and punctuation of headers do not matter. */
export function readColumns(headers: readonly string[]): Columns {
  const used: { field: string; rank: number; index: number }[] = [];
  const unused: string[] = [];
  for (const [index, header] of headers.entries()) {
    const found = FIELD_BY_NAME.get(normalized(header));
    if (found === undefined && !IGNORED.has(normalized(header))) unused.push(header);
    if (found !== undefined) used.push({ ...found, index });
  }
  used.sort((a, b) => a.rank - b.rank);
  return {
    count: headers.length,
    missing: REQUIRED.filter((field) => !used.some((column) => column.field === field)),
    unused,
    isHeader: (values) =>
      values.length === headers.length && values.every((value, at) => value === headers[at]),
    record(values) {
      const record: Record<string, string> = {};
      for (const { field, index } of used) {
        const value = values[index];
        if (value === undefined || value === '' || record[field] !== undefined) continue;
        record[field] = NUMERIC.has(field) ? value.replace(DECIMAL_COMMA, '$1.$2') : value;
      }
      return record;
    },
  };
}

/** How many headers are known: the right delimiter is the one that makes most sense of them. */
export function countKnown(headers: readonly string[]): number {
  return headers.filter((header) => FIELD_BY_NAME.has(normalized(header))).length;
}

const normalized = (header: string) =>
  header
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
