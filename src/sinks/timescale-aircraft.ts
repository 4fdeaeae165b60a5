import type pg from 'pg';
import type { TrackObservation } from '../domain/observation.js';
import { arrayParameter } from './array-parameter.js';

type Properties = Pick<TrackObservation, 'kind' | 'make' | 'model' | 'operatorId' | 'caaId' | 'registration'>;

/** What was heard about one aircraft: when it was seen, and the newest of each property. */
export interface AircraftSeen extends Properties {
  readonly droneId: string;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

/**
 * Keeps `aircraft` up to date with what was observed, in whatever order it arrives: of each property
 * the newest known value stays. A row that would not change is not written. `rows` as from
 * `summarize`: one per aircraft, since a statement may not change a row twice, and in one order for
 * everybody, since transactions that lock the same rows in different orders deadlock.
 */
export async function upsertAircraft(
  client: pg.ClientBase | pg.Pool,
  rows: readonly AircraftSeen[],
): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'upsert-aircraft',
    text: UPSERT,
    values: [
      arrayParameter('text', rows, (row) => row.droneId),
      arrayParameter('text', rows, (row) => row.kind),
      arrayParameter('timestamptz', rows, (row) => row.firstSeenMs),
      arrayParameter('timestamptz', rows, (row) => row.lastSeenMs),
      arrayParameter('text', rows, (row) => row.make),
      arrayParameter('text', rows, (row) => row.model),
      arrayParameter('text', rows, (row) => row.operatorId),
      arrayParameter('text', rows, (row) => row.caaId),
      arrayParameter('text', rows, (row) => row.registration),
    ],
  });
}

const newest = (column: string) =>
  `${column} = CASE WHEN excluded.last_seen >= known.last_seen
                    THEN coalesce(excluded.${column}, known.${column})
                    ELSE coalesce(known.${column}, excluded.${column}) END`;
const fillsIn = (column: string) => `(known.${column} IS NULL AND excluded.${column} IS NOT NULL)`;
const PROPERTIES = ['make', 'model', 'operator_id', 'caa_id', 'registration'];

const UPSERT = `
  INSERT INTO aircraft AS known (drone_id, kind, first_seen, last_seen, ${PROPERTIES.join(', ')})
  SELECT drone_id, kind, first_seen, last_seen, ${PROPERTIES.join(', ')}
    FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
         AS r (drone_id, kind, first_seen, last_seen, ${PROPERTIES.join(', ')})
  ON CONFLICT (drone_id) DO UPDATE
     SET first_seen = least(known.first_seen, excluded.first_seen),
         last_seen = greatest(known.last_seen, excluded.last_seen),
         ${['kind', ...PROPERTIES].map(newest).join(',\n         ')}
   WHERE excluded.last_seen > known.last_seen
      OR excluded.first_seen < known.first_seen
      OR ${PROPERTIES.map(fillsIn).join(' OR ')}`;

/** One row per aircraft, in the order of their ids. */
export function summarize(tracks: readonly TrackObservation[]): AircraftSeen[] {
  const byId = new Map<string, AircraftSeen>();
  for (const track of tracks) {
    const known = byId.get(track.droneId);
    byId.set(track.droneId, known === undefined ? seen(track) : merge(known, seen(track)));
  }
  return [...byId.values()].sort((a, b) => (a.droneId < b.droneId ? -1 : 1));
}

const seen = (track: TrackObservation): AircraftSeen => ({
  droneId: track.droneId,
  firstSeenMs: track.observedAtMs,
  lastSeenMs: track.observedAtMs,
  kind: track.kind,
  make: track.make,
  model: track.model,
  operatorId: track.operatorId,
  caaId: track.caaId,
  registration: track.registration,
});

/** Both are about the same aircraft. */
export function merge(known: AircraftSeen, more: AircraftSeen): AircraftSeen {
  const [older, newer] = more.lastSeenMs >= known.lastSeenMs ? [known, more] : [more, known];
  return {
    droneId: known.droneId,
    firstSeenMs: Math.min(known.firstSeenMs, more.firstSeenMs),
    lastSeenMs: newer.lastSeenMs,
    kind: newer.kind,
    make: newer.make ?? older.make,
    model: newer.model ?? older.model,
    operatorId: newer.operatorId ?? older.operatorId,
    caaId: newer.caaId ?? older.caaId,
    registration: newer.registration ?? older.registration,
  };
}

/**
 * How long before the newest known time of any aircraft reports may lie whose time `aircraft` never
 * got, because the process died first: they were of the last minute, and a report may be `MAX_AHEAD_MS`
 * ahead of the clock.
 */
const MAY_BE_MISSING = '15 minutes';

/** Makes good what a process could not write before it died; returns how many aircraft. */
export async function recoverLastSeen(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(`
    UPDATE aircraft SET last_seen = newest.time
      FROM (SELECT drone_id, max(time) AS time FROM drones
             WHERE time > (SELECT max(last_seen) FROM aircraft) - interval '${MAY_BE_MISSING}'
             GROUP BY drone_id) AS newest
     WHERE aircraft.drone_id = newest.drone_id AND aircraft.last_seen < newest.time`);
  return rowCount ?? 0;
}
