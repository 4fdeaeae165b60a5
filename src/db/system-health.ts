import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { KitStatusObservation } from '../domain/observation.js';
import type { TimeRange } from '../domain/time-range.js';
import { all, inRange, oneOf } from './conditions.js';
import { readPages, type Page, type PageRequest } from './keyset.js';
import { read, selectList } from './read.js';
import { readRows, type RowList } from './row-list.js';

/** A kit's report about itself: a row of `system_health`, or one that just arrived. */
export interface SystemHealth extends Omit<
  KitStatusObservation,
  'type' | 'sourceId' | 'kitTimeS' | 'timeSource' | 'uid' | 'warnings'
> {
  /** Null or empty when there are none. */
  readonly warnings: readonly string[] | null;
}

/** Primary key of a report. */
export type SystemHealthKey = readonly [timeMs: number, kitId: string];

export interface SystemHealthQuery {
  readonly range: TimeRange;
  readonly kitIds: readonly string[] | null | undefined;
  readonly page: PageRequest;
}

/** Newest first. */
export const systemHealthList: RowList<SystemHealthQuery> = {
  name: 'systemHealth',
  table: 'system_health',
  time: { column: 'time', field: 'observedAtMs' },
  ids: [{ column: 'kit_id', field: 'kitId', type: 'string' }],
  columns: {
    observedAtMs: 'time',
    receivedAtMs: 'received_at',
    kitId: 'kit_id',
    lat: 'lat',
    lon: 'lon',
    altitudeM: 'altitude_m',
    cpuPercent: 'cpu_percent',
    memoryPercent: 'memory_percent',
    diskPercent: 'disk_percent',
    uptimeHours: 'uptime_hours',
    tempCpuC: 'temp_cpu_c',
    tempGpuC: 'temp_gpu_c',
    plutoTempC: 'pluto_temp_c',
    zynqTempC: 'zynq_temp_c',
    speedMps: 'speed_mps',
    courseDeg: 'course_deg',
    gpsFix: 'gps_fix',
    timeSourceName: 'time_source_name',
    warnings: 'warnings',
  },
  matching: ({ range, kitIds }) => all([inRange(range), oneOf('kit_id', kitIds)]),
};

const columns = selectList(systemHealthList.columns);

export function listSystemHealth(pool: Pool, query: SystemHealthQuery): Promise<Page<SystemHealth>> {
  return readRows(pool, systemHealthList, query);
}

/** The same page of each kit's reports. */
export function listSystemHealthPerKit(
  pool: Pool,
  { range, page }: Omit<SystemHealthQuery, 'kitIds'>,
  kitIds: readonly string[],
): Promise<Page<SystemHealth>[]> {
  const select = sql`SELECT ${columns} FROM system_health WHERE kit_id = parent.id AND ${inRange(range)}`;
  return readPages(pool, systemHealthList, select, page, kitIds);
}

/** The reports of these keys that exist, in any order. */
export function systemHealthByKey(pool: Pool, keys: readonly SystemHealthKey[]): Promise<SystemHealth[]> {
  const times = keys.map(([timeMs]) => new Date(timeMs));
  return read(
    pool,
    sql`SELECT ${columns} FROM system_health
        WHERE time = ANY(${times}::timestamptz[])
          AND (time, kit_id) IN (SELECT * FROM unnest(${times}::timestamptz[], ${keys.map((key) => key[1])}::text[]))`,
  );
}

/** The newest report of each kit that has any. */
export function latestSystemHealth(pool: Pool, kitIds: readonly string[]): Promise<SystemHealth[]> {
  return read(
    pool,
    sql`SELECT latest.* FROM unnest(${[...kitIds]}::text[]) AS wanted(id)
        CROSS JOIN LATERAL (
          SELECT ${columns} FROM system_health WHERE kit_id = wanted.id ORDER BY time DESC LIMIT 1
        ) AS latest`,
  );
}
