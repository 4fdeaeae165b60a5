import pg from 'pg';
import type { Actor } from '../domain/actor.js';
import { KitConflictError, KitNotFoundError } from '../domain/errors.js';
import type { KitEntry, KitStore } from '../domain/kit-store.js';
import { writeAudit } from './audit-log.js';
import { databaseError, explained } from './database-errors.js';
import type { Kit, KitConfig, KitProgress, KitStatus } from '../domain/kit.js';
import { kitChange } from './kit-change.js';
import { inTransaction } from './transaction.js';

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
  has_credentials: boolean;
}

const COLUMNS = `kit_id, uid, name, location, api_url, enabled, poll_interval_ms, status_poll_interval_ms,
  status, last_seen, lat, lon, altitude_m, clock_offset_ms, created_at,
  credentials IS NOT NULL AS has_credentials`;

const HISTORY_TABLES = ['drones', 'signals', 'system_health', 'events', 'dead_letters'] as const;

/** A long history takes longer to delete than what the pool grants other statements. */
const DELETE_TIMEOUT_MS = 600_000;

export function createKitStore(pool: pg.Pool): KitStore {
  return {
    async list() {
      const { rows } = await pool.query<KitRow>(`SELECT ${COLUMNS} FROM kits ORDER BY kit_id COLLATE "C"`);
      return rows.map(toKit);
    },

    async sealedCredentials() {
      const { rows } = await pool.query<{ kit_id: string; credentials: Buffer }>(
        'SELECT kit_id, credentials FROM kits WHERE credentials IS NOT NULL',
      );
      return new Map(rows.map(({ kit_id, credentials }) => [kit_id, credentials]));
    },

    async insert(config, actor) {
      const [kit] = await orConflict(config, () => insertRows(pool, [config], '', actor));
      return present(kit);
    },

    insertMissing: (configs, actor) => insertRows(pool, configs, 'ON CONFLICT DO NOTHING', actor),

    async update(config, actor, operation) {
      const { sealedCredentials } = config;
      const kit = await orConflict(config, () =>
        inTransaction(pool, async (client) => {
          const before = await lockKit(client, config.kitId);
          const { rows } = await client.query<KitRow>(
            `UPDATE kits
                SET name = $2, location = $3, api_url = $4, enabled = $5, poll_interval_ms = $6,
                    status_poll_interval_ms = $7, updated_at = now(),
                    credentials = CASE WHEN $8 THEN $9::bytea WHEN api_url = $4 THEN credentials END
              WHERE kit_id = $1
          RETURNING ${COLUMNS}`,
            [...configValues(config), sealedCredentials !== undefined, sealedCredentials ?? null],
          );
          const after = rows[0] === undefined ? null : toKit(rows[0]);
          if (after === null) return null;
          // One secret looks like another.
          const besides = sealedCredentials == null ? {} : { besides: { newCredentials: true } };
          await writeAudit(client, [kitChange({ actor, operation, before, after, ...besides })]);
          return after;
        }),
      );
      if (kit === null) throw new KitNotFoundError(config.kitId);
      return kit;
    },

    remove: (kitId, { deleteHistory }, actor) =>
      explained(() =>
        inTransaction(pool, async (client) => {
          const before = await lockKit(client, kitId);
          if (before === null) return false;
          await client.query('DELETE FROM kits WHERE kit_id = $1', [kitId]);
          if (deleteHistory) await deleteHistoryOf(client, kitId);
          const besides = { deletedHistory: deleteHistory };
          await writeAudit(client, [
            kitChange({ actor, operation: 'removeKit', before, after: null, besides }),
          ]);
          return true;
        }),
      ),

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

function insertRows(
  pool: pg.Pool,
  configs: readonly KitEntry[],
  onConflict: string,
  actor: Actor,
): Promise<Kit[]> {
  if (configs.length === 0) return Promise.resolve([]);
  const columns = configs.map(configValues);
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<KitRow>(
      `INSERT INTO kits (kit_id, name, location, api_url, enabled, poll_interval_ms, status_poll_interval_ms, credentials)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::int[], $7::int[], $8::bytea[])
       ${onConflict} RETURNING ${COLUMNS}`,
      [
        ...CONFIG_FIELDS.map((_, field) => columns.map((values) => values[field])),
        configs.map(({ sealedCredentials }) => sealedCredentials ?? null),
      ],
    );
    const kits = rows.map(toKit);
    await writeAudit(
      client,
      kits.map((after) => kitChange({ actor, operation: 'registerKit', before: null, after })),
    );
    return kits;
  });
}

/** The kit as it is, which nobody else changes until the transaction ends. */
async function lockKit(client: pg.ClientBase, kitId: string): Promise<Kit | null> {
  const { rows } = await client.query<KitRow>(`SELECT ${COLUMNS} FROM kits WHERE kit_id = $1 FOR UPDATE`, [
    kitId,
  ]);
  return rows[0] === undefined ? null : toKit(rows[0]);
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

async function deleteHistoryOf(client: pg.ClientBase, kitId: string): Promise<void> {
  await client.query(`SET LOCAL statement_timeout = ${DELETE_TIMEOUT_MS}`);
  for (const table of HISTORY_TABLES) {
    const query = {
      text: `DELETE FROM ${table} WHERE kit_id = $1`,
      values: [kitId],
      query_timeout: DELETE_TIMEOUT_MS + 1000,
    };
    await client.query(query);
  }
}

async function orConflict<T>(config: KitConfig, query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== '23505') throw databaseError(error);
    const isAddress = error.constraint === 'kits_api_url_key';
    throw new KitConflictError(
      isAddress ? 'apiUrl' : 'kitId',
      isAddress
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
    hasCredentials: row.has_credentials,
    position:
      row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon, altitudeM: row.altitude_m },
    clockOffsetMs: row.clock_offset_ms,
  };
}
