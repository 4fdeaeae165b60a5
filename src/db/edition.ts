import pg from 'pg';
import type { Logger } from 'pino';
import { isDenied } from './rights.js';

type EditionName = 'timescaledb-community' | 'timescaledb-apache' | 'postgresql';

export interface DatabaseEdition {
  readonly edition: EditionName;
  /** E.g. `17.5 (Debian 17.5-1)`. */
  readonly postgresVersion: string;
  /** Null when the database does not have the extension. */
  readonly timescaleVersion: string | null;
}

export class PostgresTooOldError extends Error {
  override readonly name = 'PostgresTooOldError';
  readonly code = 'POSTGRES_TOO_OLD';

  constructor(version: string) {
    super(`The database is PostgreSQL ${version}; Airpicture needs ${OLDEST_MAJOR} or newer.`);
  }
}

const OLDEST_MAJOR = 15;
const HYPERTABLES = ['drones', 'signals', 'system_health', 'events'] as const;
/** Ours, so that processes that start together do this one after the other. */
const ADVISORY_LOCK = 4_182_019_731;
const LOCK_TIMEOUT_MS = 60_000;

/** @throws {PostgresTooOldError} */
export async function detectEdition(db: pg.Pool | pg.Client): Promise<DatabaseEdition> {
  const { rows } = await db.query<{
    number: number;
    version: string;
    timescale: string | null;
    license: string | null;
  }>(`
    SELECT current_setting('server_version_num')::int AS number,
           current_setting('server_version') AS version,
           (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS timescale,
           current_setting('timescaledb.license', true) AS license`);
  const found = rows[0];
  if (found === undefined) throw new Error('The database does not tell its version.');
  if (found.number < OLDEST_MAJOR * 10_000) throw new PostgresTooOldError(found.version);
  const edition =
    found.timescale === null
      ? 'postgresql'
      : found.license === 'timescale'
        ? 'timescaledb-community'
        : 'timescaledb-apache';
  return { edition, postgresVersion: found.version, timescaleVersion: found.timescale };
}

/** What the edition means to whoever runs it, in one line. */
export function describeEdition({ edition, postgresVersion, timescaleVersion }: DatabaseEdition): string {
  switch (edition) {
    case 'timescaledb-community':
      return `TimescaleDB ${timescaleVersion} community on PostgreSQL ${postgresVersion}: hypertables, compression, continuous aggregates and policies`;
    case 'timescaledb-apache':
      return `TimescaleDB ${timescaleVersion} Apache edition on PostgreSQL ${postgresVersion}: hypertables with drop_chunks; no compression, no continuous aggregates, no policies`;
    case 'postgresql':
      return `PostgreSQL ${postgresVersion} without TimescaleDB: ordinary tables; fine for a few kits, add TimescaleDB for long histories`;
  }
}

/**
 * Gives the history one-day chunks where TimescaleDB is to be had, creating the extension when the
 * server offers it. For every start: it changes nothing the second time, and it upgrades, rows
 * included, a database that gained TimescaleDB later. Returns the edition as it is afterwards.
 */
export async function ensureHypertables(
  pool: pg.Pool,
  { edition }: Pick<DatabaseEdition, 'edition'>,
  logger: Logger,
): Promise<DatabaseEdition> {
  return withConnection(pool, async (guard) => {
    await guard.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await guard.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    if (edition === 'postgresql' && !(await createExtension(guard, pool, logger)))
      return detectEdition(guard);
    return withConnection(pool, async (client) => {
      for (const table of HYPERTABLES) await ensureHypertable(client, table, logger);
      return detectEdition(client);
    });
  });
}

/** False when the server does not offer it or this user may not create it. */
async function createExtension(guard: pg.Client, pool: pg.Pool, logger: Logger): Promise<boolean> {
  const { rows } = await guard.query<{ installed: boolean }>(
    "SELECT installed_version IS NOT NULL AS installed FROM pg_available_extensions WHERE name = 'timescaledb'",
  );
  if (rows[0] === undefined) return false;
  if (rows[0].installed) return true;
  try {
    // TimescaleDB wants to be created by the first statement of a session.
    await withConnection(pool, (client) => client.query('CREATE EXTENSION IF NOT EXISTS timescaledb'));
    logger.info('created the extension timescaledb');
    return true;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    logger.warn(
      { reason: error.message },
      'the server offers TimescaleDB, but it cannot be created here: going on without',
    );
    return false;
  }
}

async function ensureHypertable(
  client: pg.Client,
  table: (typeof HYPERTABLES)[number],
  logger: Logger,
): Promise<void> {
  const { rowCount } = await client.query(
    'SELECT FROM timescaledb_information.hypertables WHERE hypertable_schema = current_schema() AND hypertable_name = $1',
    [table],
  );
  if (rowCount !== 0) return;
  try {
    // The primary key begins with the time already, so no index of its own is wanted.
    await client.query(
      `SELECT create_hypertable($1::regclass, 'time', chunk_time_interval => INTERVAL '1 day',
                                create_default_indexes => false, if_not_exists => true, migrate_data => true)`,
      [table],
    );
    logger.info({ table }, 'made a hypertable with one-day chunks');
  } catch (error) {
    if (!isDenied(error)) throw error;
    logger.warn(
      { table, reason: error.message },
      'only the owner of a table makes a hypertable of it: going on without, until MIGRATION_DATABASE_URL is set',
    );
  }
}

/** A connection of its own, with no limit on statements: moving an existing history takes its time. */
async function withConnection<T>(pool: pg.Pool, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    ...pool.options,
    application_name: 'airpicture:edition',
    statement_timeout: 0,
    query_timeout: 0,
    idle_in_transaction_session_timeout: 0,
  });
  // Whoever waits for a query learns about the loss from it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
