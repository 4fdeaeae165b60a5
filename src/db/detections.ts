import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { DetectionFilter } from '../domain/detection-filter.js';
import type { TrackObservation } from '../domain/observation.js';
import type { TimeRange } from '../domain/time-range.js';
import { all, atLeast, atMost, contains, equalIgnoringCase, inRange, oneOf, within } from './conditions.js';
import { readPages, type Page, type PageRequest } from './keyset.js';
import { read, selectList, type Sql } from './read.js';
import { readRows, type RowList } from './row-list.js';

/** One report by one kit at one instant: a row of `drones`. Positions of pilot and take-off stand in plain columns. */
export interface Detection extends Omit<
  TrackObservation,
  'type' | 'sourceId' | 'kitTimeS' | 'timeSource' | 'pilot' | 'home' | 'warnings'
> {
  readonly pilotLat: number | null;
  readonly pilotLon: number | null;
  readonly homeLat: number | null;
  readonly homeLon: number | null;
  /** Null when there are none. */
  readonly warnings: readonly string[] | null;
}

/** Primary key of a detection. */
export type DetectionKey = readonly [timeMs: number, kitId: string, droneId: string];

export interface DetectionQuery {
  readonly range: TimeRange;
  readonly filter: DetectionFilter;
  readonly page: PageRequest;
}

/** Newest first. */
export const detectionList: RowList<DetectionQuery> = {
  name: 'detections',
  table: 'drones',
  time: { column: 'time', field: 'observedAtMs' },
  ids: [
    { column: 'kit_id', field: 'kitId', type: 'string' },
    { column: 'drone_id', field: 'droneId', type: 'string' },
  ],
  columns: {
    observedAtMs: 'time',
    receivedAtMs: 'received_at',
    kitId: 'kit_id',
    droneId: 'drone_id',
    kind: 'kind',
    lat: 'lat',
    lon: 'lon',
    altitudeM: 'altitude_m',
    heightM: 'height_m',
    speedMps: 'speed_mps',
    verticalSpeedMps: 'vertical_speed_mps',
    courseDeg: 'course_deg',
    pilotLat: 'pilot_lat',
    pilotLon: 'pilot_lon',
    homeLat: 'home_lat',
    homeLon: 'home_lon',
    rssiDbm: 'rssi_dbm',
    frequencyMhz: 'frequency_mhz',
    mac: 'mac',
    transport: 'transport',
    idType: 'id_type',
    uaType: 'ua_type',
    operationalStatus: 'operational_status',
    operatorId: 'operator_id',
    caaId: 'caa_id',
    description: 'description',
    make: 'make',
    model: 'model',
    ridSource: 'rid_source',
    runtimeS: 'runtime_s',
    callsign: 'callsign',
    squawk: 'squawk',
    registration: 'registration',
    warnings: 'warnings',
  },
  matching: ({ range, filter }) => detectionsMatching(range, filter),
};

const columns = selectList(detectionList.columns);

const searched: readonly string[] = [
  'drone_id',
  'make',
  'model',
  'callsign',
  'registration',
  'caa_id',
  'mac',
  'description',
];
const searchedInPersonal: readonly string[] = [...searched, 'operator_id'];

/** Which rows of `drones` match, as an SQL condition. */
export function detectionsMatching(range: TimeRange, filter: DetectionFilter): Sql {
  return all([
    inRange(range),
    oneOf('kit_id', filter.kitIds),
    oneOf('drone_id', filter.droneIds),
    oneOf('kind', filter.kinds),
    within(filter.bbox),
    atLeast('altitude_m', filter.minAltitudeM),
    atMost('altitude_m', filter.maxAltitudeM),
    equalIgnoringCase('make', filter.make),
    equalIgnoringCase('model', filter.model),
    equalIgnoringCase('operator_id', filter.operatorId),
    equalIgnoringCase('mac', filter.mac),
    contains(filter.search?.inPersonal === true ? searchedInPersonal : searched, filter.search?.text),
  ]);
}

export function listDetections(pool: Pool, query: DetectionQuery): Promise<Page<Detection>> {
  return readRows(pool, detectionList, query);
}

/** The same page of the detections of each aircraft. */
export function listDetectionsPerDrone(
  pool: Pool,
  { range, filter, page }: DetectionQuery,
  droneIds: readonly string[],
): Promise<Page<Detection>[]> {
  const select = sql`SELECT ${columns} FROM drones WHERE drone_id = parent.id AND ${detectionsMatching(range, filter)}`;
  return readPages(pool, detectionList, select, page, droneIds);
}

/** The detections of these keys that exist, in any order. */
export function detectionsByKey(pool: Pool, keys: readonly DetectionKey[]): Promise<Detection[]> {
  const times = keys.map(([timeMs]) => new Date(timeMs));
  return read(
    pool,
    sql`SELECT ${columns} FROM drones
        WHERE time = ANY(${times}::timestamptz[])
          AND (time, kit_id, drone_id) IN (
            SELECT * FROM unnest(${times}::timestamptz[], ${keys.map((key) => key[1])}::text[], ${keys.map((key) => key[2])}::text[])
          )`,
  );
}

/** The newest detection of each aircraft that has any. */
export function latestDetections(pool: Pool, droneIds: readonly string[]): Promise<Detection[]> {
  return read(
    pool,
    sql`SELECT latest.* FROM unnest(${[...droneIds]}::text[]) AS wanted(id)
        CROSS JOIN LATERAL (
          SELECT ${columns} FROM drones WHERE drone_id = wanted.id ORDER BY time DESC, kit_id LIMIT 1
        ) AS latest`,
  );
}
