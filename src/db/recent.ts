import type pg from 'pg';
import type { Observation } from '../domain/observation.js';

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
