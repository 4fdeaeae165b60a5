import type pg from 'pg';
import type { Observation, TrackObservation } from '../domain/observation.js';
import type { TimeRange } from '../domain/time-range.js';
import { listDetections } from './detections.js';

export interface RecentKitTime {
  readonly type: Observation['type'];
  readonly kitId: string;
  /** The drone id or the signal's uid; empty for a kit's status. */
  readonly id: string;
  /** The newest time as the kit sent it, epoch seconds. */
  readonly kitTimeS: number;
}

/** Kits serve what they heard for a minute: this is more of it than any fleet reports, and read in a moment. */
const MAX_ROWS = 200_000;

/**
 * What each kit reported last, of the newest reports since `sinceMs`: lets a restarted process know a repeat when
 * it sees one.
 */
export async function recentKitTimes(pool: pg.Pool, sinceMs: number): Promise<RecentKitTime[]> {
  const newest = (table: string, id: string) =>
    `(SELECT kit_id, ${id}, kit_time_s FROM ${table}
       WHERE time >= $1 AND kit_time_s IS NOT NULL ORDER BY time DESC LIMIT ${MAX_ROWS}) AS newest`;
  const { rows } = await pool.query<RecentKitTime>(
    `SELECT 'track' AS type, kit_id AS "kitId", drone_id AS id, max(kit_time_s) AS "kitTimeS"
       FROM ${newest('drones', 'drone_id')} GROUP BY kit_id, drone_id
     UNION ALL
     SELECT 'signal', kit_id, signal_uid, max(kit_time_s)
       FROM ${newest('signals', 'signal_uid')} GROUP BY kit_id, signal_uid
     UNION ALL
     SELECT 'kitStatus', kit_id, '', max(kit_time_s)
       FROM system_health WHERE time >= $1 AND kit_time_s IS NOT NULL GROUP BY kit_id`,
    [new Date(sinceMs)],
  );
  return rows;
}

/** Of ten thousand aircraft some reports each. */
const MAX_REPORTS = 50_000;

/** What kits that are still there reported of aircraft, oldest first: the live picture can be made anew of it. */
export async function recentReports(pool: pg.Pool, range: TimeRange): Promise<TrackObservation[]> {
  const { rows: kits } = await pool.query<{ kitId: string }>(
    'SELECT kit_id AS "kitId" FROM kits WHERE enabled',
  );
  const { rows } = await listDetections(pool, {
    range,
    filter: { kitIds: kits.map(({ kitId }) => kitId) },
    page: { limit: MAX_REPORTS, backward: false, after: null, before: null },
  });
  return rows.toReversed().map(({ pilotLat, pilotLon, homeLat, homeLon, warnings, ...report }) => ({
    ...report,
    type: 'track',
    sourceId: 'history',
    kitTimeS: null,
    timeSource: 'server',
    pilot: placeAt(pilotLat, pilotLon),
    home: placeAt(homeLat, homeLon),
    warnings: warnings ?? [],
  }));
}

function placeAt(lat: number | null, lon: number | null): TrackObservation['pilot'] {
  return lat === null || lon === null ? null : { lat, lon, altitudeM: null };
}
