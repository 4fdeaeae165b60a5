import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { PathReport } from '../domain/best-sightings.js';
import { groupBy } from '../domain/group-by.js';
import type { TimeRange } from '../domain/time-range.js';
import type { TrackKind } from '../domain/track.js';
import { inRange } from './conditions.js';
import { detectionsMatching, type DetectionQuery } from './detections.js';
import { readPage, readPages, type KeysetList, type Page } from './keyset.js';
import { read, selectList, type Sql } from './read.js';

/** One aircraft over all kits and all time: a row of `aircraft`. */
export interface Drone {
  readonly droneId: string;
  readonly kind: TrackKind;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly make: string | null;
  readonly model: string | null;
  readonly operatorId: string | null;
  readonly caaId: string | null;
}

/** A drone in a list, with the time of its last detection that matches; the list is ordered by it. */
interface ListedDrone extends Drone {
  readonly lastMatchMs: number;
}

export const droneList: KeysetList = {
  name: 'drones',
  time: { column: 'match.last_time', field: 'lastMatchMs' },
  ids: [{ column: 'match.drone_id', field: 'droneId', type: 'string' }],
};

const columns = selectList({
  droneId: 'aircraft.drone_id',
  kind: 'aircraft.kind',
  firstSeenMs: 'aircraft.first_seen',
  lastSeenMs: 'aircraft.last_seen',
  make: 'aircraft.make',
  model: 'aircraft.model',
  operatorId: 'aircraft.operator_id',
  caaId: 'aircraft.caa_id',
});

/** Reports that one statement reads for paths at most; each aircraft's newest count. */
const MAX_PATH_REPORTS = 50_000;
/** What several paths together may read beyond that, in equal shares. */
const MAX_PATH_REPORTS_TOGETHER = 200_000;

/** Aircraft with at least one matching detection in the range. */
export function listDrones(pool: Pool, query: DetectionQuery): Promise<Page<ListedDrone>> {
  return readPage(pool, droneList, selectDrones(detectionsMatching(query.range, query.filter)), query.page);
}

/** The same page of the aircraft that each kit heard. */
export function listDronesPerKit(
  pool: Pool,
  query: DetectionQuery,
  kitIds: readonly string[],
): Promise<Page<ListedDrone>[]> {
  const select = selectDrones(sql`kit_id = parent.id AND ${detectionsMatching(query.range, query.filter)}`);
  return readPages(pool, droneList, select, query.page, kitIds);
}

function selectDrones(condition: Sql): Sql {
  return sql`SELECT ${columns}, match.last_time AS "lastMatchMs"
    FROM (SELECT drone_id, max(time) AS last_time FROM drones WHERE ${condition} GROUP BY drone_id) AS match
    JOIN aircraft ON aircraft.drone_id = match.drone_id
    WHERE true`;
}

/** The aircraft of these ids that exist, in any order. */
export function dronesById(pool: Pool, droneIds: readonly string[]): Promise<Drone[]> {
  return read(pool, sql`SELECT ${columns} FROM aircraft WHERE drone_id = ANY(${[...droneIds]}::text[])`);
}

/** Which kits heard which of the aircraft in the range; sorted by kit. */
export function kitsOfDrones(
  pool: Pool,
  range: TimeRange,
  droneIds: readonly string[],
): Promise<{ readonly droneId: string; readonly kitId: string }[]> {
  return read(
    pool,
    sql`SELECT drone_id AS "droneId", kit_id AS "kitId" FROM drones
        WHERE ${inRange(range)} AND drone_id = ANY(${[...droneIds]}::text[])
        GROUP BY drone_id, kit_id ORDER BY kit_id`,
  );
}

/**
 * Where the aircraft were in the range, as every kit reported it, oldest first; reports without a position
 * are left out. Reads the newest 50,000 reports of an aircraft, and fewer of each when there are more than four.
 */
export async function pathReports(
  pool: Pool,
  range: TimeRange,
  droneIds: readonly string[],
): Promise<ReadonlyMap<string, PathReport[]>> {
  const limit = Math.min(MAX_PATH_REPORTS, Math.floor(MAX_PATH_REPORTS_TOGETHER / droneIds.length));
  const rows = await read<PathReport & { readonly droneId: string }>(
    pool,
    sql`SELECT wanted.id AS "droneId", report.* FROM unnest(${[...droneIds]}::text[]) AS wanted(id)
        CROSS JOIN LATERAL (
          SELECT time AS "timeMs", lat, lon, altitude_m AS "altitudeM", speed_mps AS "speedMps", rssi_dbm AS "rssiDbm"
          FROM drones
          WHERE drone_id = wanted.id AND ${inRange(range)} AND lat IS NOT NULL AND lon IS NOT NULL
          ORDER BY time DESC LIMIT ${limit}
        ) AS report
        ORDER BY report."timeMs", report."rssiDbm"`,
  );
  return groupBy(rows, (row) => row.droneId);
}
