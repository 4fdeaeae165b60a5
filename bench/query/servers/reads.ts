import pg from 'pg';
import { bestSightings, type PathReport } from '../../../src/domain/best-sightings.js';
import { simplifyPath } from '../../../src/domain/simplify-path.js';

/** As many as the server's readers have. */
export const POOL_SIZE = 8;

const COLUMNS = `time, kit_id AS "kitId", drone_id AS "droneId", kind, lat, lon, altitude_m AS "altitudeM",
  speed_mps AS "speedMps", course_deg AS "courseDeg", rssi_dbm AS "rssiDbm", make, model`;

/** A report as pg reads it. */
export interface Report {
  readonly time: Date;
  readonly kitId: string;
  readonly droneId: string;
}

export interface Range {
  readonly from: string | Date;
  readonly to: string | Date;
}

/** The three questions in plain SQL, the way an application would ask them: what all servers but ours and PostGraphile use. */
export function createReads(connectionString: string) {
  const pool = new pg.Pool({ connectionString, max: POOL_SIZE });
  return {
    async list({ from, to }: Range, first: number) {
      const { rows } = await pool.query<Report>(
        `SELECT ${COLUMNS} FROM drones WHERE time >= $1 AND time < $2 ORDER BY time DESC, kit_id, drone_id LIMIT $3`,
        [from, to, first + 1],
      );
      const nodes = rows.slice(0, first);
      const end = nodes.at(-1);
      const endCursor =
        end === undefined
          ? null
          : Buffer.from(JSON.stringify([end.time, end.kitId, end.droneId])).toString('base64url');
      return { nodes, pageInfo: { hasNextPage: rows.length > first, endCursor } };
    },

    async one(time: Date, kitId: string, droneId: string) {
      const { rows } = await pool.query<Report>(
        `SELECT ${COLUMNS} FROM drones WHERE time = $1 AND kit_id = $2 AND drone_id = $3`,
        [time, kitId, droneId],
      );
      return rows[0] ?? null;
    },

    async isKnown(droneId: string) {
      const { rowCount } = await pool.query('SELECT FROM aircraft WHERE drone_id = $1', [droneId]);
      return rowCount === 1;
    },

    async path(droneId: string, { from, to }: Range, maxPoints: number) {
      const { rows } = await pool.query<Omit<PathReport, 'timeMs'> & { time: Date }>(
        `SELECT time, lat, lon, altitude_m AS "altitudeM", speed_mps AS "speedMps", rssi_dbm AS "rssiDbm"
         FROM drones
         WHERE drone_id = $1 AND time >= $2 AND time < $3 AND lat IS NOT NULL AND lon IS NOT NULL
         ORDER BY time`,
        [droneId, from, to],
      );
      const reports = rows.map(({ time, ...report }) => ({ timeMs: time.getTime(), ...report }));
      return simplifyPath(bestSightings(reports), maxPoints).map(
        ({ timeMs, lat, lon, altitudeM, speedMps }) => ({
          time: new Date(timeMs),
          lat,
          lon,
          altitudeM,
          speedMps,
        }),
      );
    },
  };
}

export type Reads = ReturnType<typeof createReads>;
