import pg from 'pg';
import { KitConflictError, KitNotFoundError } from '../domain/errors.js';
import type { KitStore } from '../domain/kit-store.js';
import { databaseError, explained } from './database-errors.js';
import type { Kit, KitConfig, KitProgress, KitStatus } from '../domain/kit.js';

/** A row of `kits` as the pool's parsers deliver it: times and int8 as numbers. */
interface KitRow {
  kit_id: string;
  uid: string | null;
  name: string;
  location: string | null;
  api_url: string | null;
  enabled: boolean;
  poll_interval_ms: number | null;
  status_poll_interval_ms: number | null;
  status: KitStatus;
  last_seen: number | null;
  lat: number | null;
  lon: number | null;
  altitude_m: number | null;
  clock_offset_ms: number;
  created_at: number;
}

const COLUMNS = `kit_id, uid, name, location, api_url, enabled, poll_interval_ms, status_poll_interval_ms,
  status, last_seen, lat, lon, altitude_m, clock_offset_ms, created_at`;

const HISTORY_TABLES = ['drones', 'signals', 'system_health', 'events', 'dead_letters'] as const;

/** A long history takes longer to delete than what the pool grants other statements. */
const DELETE_TIMEOUT_MS = 600_000;

export function createKitStore(pool: pg.Pool): KitStore {
  return {
    async list() {
      const { rows } = await pool.query<KitRow>(`SELECT ${COLUMNS} FROM kits ORDER BY kit_id COLLATE "C"`);
      return rows.map(toKit);
    },

    async insert(config) {
      const [kit] = await orConflict(config, () => insertRows(pool, [config], ''));
      return present(kit);
    },

    insertMissing: (configs) => insertRows(pool, configs, 'ON CONFLICT DO NOTHING'),

    async update(config) {
      const { rows } = await orConflict(config, () =>
        pool.query<KitRow>(
          `UPDATE kits
              SET name = $2, location = $3, api_url = $4, enabled = $5, poll_interval_ms = $6,
                  status_poll_interval_ms = $7, updated_at = now()
            WHERE kit_id = $1
        RETURNING ${COLUMNS}`,
          configValues(config),
        ),
      );
      if (rows[0] === undefined) throw new KitNotFoundError(config.kitId);
      return toKit(rows[0]);
    },

    remove: (kitId, { deleteHistory }) =>
      explained(() => (deleteHistory ? deleteWithHistory(pool, kitId) : deleteKit(pool, kitId))),

    async saveProgress(progress) {
      if (progress.length === 0) return;
      await pool.query(
        `UPDATE kits
            SET uid = p.uid, status = p.status, last_seen = greatest(kits.last_seen, to_timestamp(p.last_seen_ms / 1000.0)),
                lat = p.lat, lon = p.lon, altitude_m = p.altitude_m, clock_offset_ms = p.clock_offset_ms,
                updated_at = now()
           FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::float8[], $7::float8[], $8::int8[])
                AS p (kit_id, uid, status, last_seen_ms, lat, lon, altitude_m, clock_offset_ms)
          WHERE kits.kit_id = p.kit_id`,
        progressColumns(progress),
      );
    },
  };
}

async function insertRows(pool: pg.Pool, configs: readonly KitConfig[], onConflict: string): Promise<Kit[]> {
  if (configs.length === 0) return [];
  const columns = configs.map(configValues);
  const { rows } = await pool.query<KitRow>(
    `INSERT INTO kits (kit_id, name, location, api_url, enabled, poll_interval_ms, status_poll_interval_ms)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::int[], $7::int[])
     ${onConflict} RETURNING ${COLUMNS}`,
    CONFIG_FIELDS.map((_, field) => columns.map((values) => values[field])),
  );
  return rows.map(toKit);
}

const CONFIG_FIELDS = [
  'kitId',
  'name',
  'location',
  'apiUrl',
  'enabled',
  'pollIntervalMs',
  'statusPollIntervalMs',
] as const satisfies readonly (keyof KitConfig)[];

const configValues = (config: KitConfig) => CONFIG_FIELDS.map((field) => config[field]);

function progressColumns(progress: readonly KitProgress[]): unknown[][] {
  // A kit twice in one UPDATE would be changed once, by either: the last word counts.
  const newest = [...new Map(progress.map((kit) => [kit.kitId, kit])).values()];
  return [
    newest.map((kit) => kit.kitId),
    newest.map((kit) => kit.uid),
    newest.map((kit) => kit.status),
    newest.map((kit) => kit.lastSeenMs),
    newest.map((kit) => kit.position?.lat),
    newest.map((kit) => kit.position?.lon),
    newest.map((kit) => kit.position?.altitudeM),
    newest.map((kit) => Math.round(kit.clockOffsetMs)),
  ];
}

async function deleteKit(db: pg.Pool | pg.PoolClient, kitId: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM kits WHERE kit_id = $1', [kitId]);
  return rowCount === 1;
}

function deleteWithHistory(pool: pg.Pool, kitId: string): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const removed = await deleteKit(client, kitId);
    if (removed) {
      await client.query(`SET LOCAL statement_timeout = ${DELETE_TIMEOUT_MS}`);
      for (const table of HISTORY_TABLES) await client.query(deleteHistoryOf(kitId, table));
    }
    return removed;
  });
}

const deleteHistoryOf = (kitId: string, table: (typeof HISTORY_TABLES)[number]) => ({
  text: `DELETE FROM ${table} WHERE kit_id = $1`,
  values: [kitId],
  query_timeout: DELETE_TIMEOUT_MS + 1000,
});

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection on which something failed is closed, which also rolls back.
    client.release(failure);
  }
}

async function orConflict<T>(config: KitConfig, query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== '23505') throw databaseError(error);
    throw new KitConflictError(
      error.constraint === 'kits_api_url_key'
        ? `Another kit is registered at ${config.apiUrl ?? ''}.`
        : `A kit with the id ${JSON.stringify(config.kitId)} is registered already.`,
      { cause: error },
    );
  }
}

function present(kit: Kit | undefined): Kit {
  if (kit === undefined) throw new Error('The database stored a kit without returning it.');
  return kit;
}

function toKit(row: KitRow): Kit {
  return {
    kitId: row.kit_id,
    uid: row.uid,
    name: row.name,
    location: row.location,
    apiUrl: row.api_url,
    enabled: row.enabled,
    pollIntervalMs: row.poll_interval_ms,
    statusPollIntervalMs: row.status_poll_interval_ms,
    status: row.status,
    lastSeenMs: row.last_seen,
    createdAtMs: row.created_at,
    position:
      row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon, altitudeM: row.altitude_m },
    clockOffsetMs: row.clock_offset_ms,
  };
}
