import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PG_MIGRATE_LOCK_ID, runner } from 'node-pg-migrate';
import pg from 'pg';
import type { Logger } from 'pino';
import { unlessDenied } from './rights.js';

/** The database was used by a newer Airpicture than this one. */
export class DatabaseTooNewError extends Error {
  override readonly name = 'DatabaseTooNewError';
  readonly code = 'DATABASE_TOO_NEW';
  readonly unknownMigrations: readonly string[];

  constructor(unknownMigrations: readonly string[]) {
    super(
      `The database has ${unknownMigrations.join(', ')}, which this version of Airpicture does not know: a newer ` +
        'version has used it. Run that version, or restore a backup from before the upgrade.',
    );
    this.unknownMigrations = unknownMigrations;
  }
}

export interface MigrateOptions {
  readonly connectionString: string;
  readonly logger: Logger;
  /** Holds the migrations, `NNNN_intent.sql`. */
  readonly directory?: string;
  /** How long to wait for another process that migrates the same database. */
  readonly lockTimeoutMs?: number;
  /** Cuts the connection; what was not committed did not happen. */
  readonly signal?: AbortSignal;
}

export interface Migrated {
  /** What this call applied, in order. */
  readonly applied: readonly string[];
  /** The last migration that the database has now. */
  readonly version: string;
}

const TABLE = 'pgmigrations';
const CREATE_NOTHING = 'BEGIN; CREATE TABLE public.nothing (); ROLLBACK';
// The same path from src/db and from dist/db.
const DEFAULT_DIRECTORY = fileURLToPath(new URL('../../migrations', import.meta.url));

/**
 * Brings the database up to date. All pending migrations are one transaction; processes that start
 * together wait for each other. When none is pending, nothing is written.
 *
 * @throws {DatabaseTooNewError} the database has a migration that the directory does not
 * @throws {DatabaseRightsError} a migration is pending, and the account does not own the tables
 */
export async function migrate({
  connectionString,
  logger,
  directory = DEFAULT_DIRECTORY,
  lockTimeoutMs = 60_000,
  signal,
}: MigrateOptions): Promise<Migrated> {
  const client = new pg.Client({
    connectionString,
    application_name: 'airpicture:migrate',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  client.on('error', (error) => logger.debug({ err: error }, 'the connection that migrates was lost'));
  const cut = () => void client.end();
  await client.connect();
  signal?.addEventListener('abort', cut);
  try {
    signal?.throwIfAborted();
    await client.query("SELECT set_config('lock_timeout', $1, false)", [String(Math.ceil(lockTimeoutMs))]);
    // node-pg-migrate takes the same lock again; in one session that is allowed, and it would not wait by itself.
    await client.query('SELECT pg_advisory_lock($1)', [PG_MIGRATE_LOCK_ID]);
    const known = await knownMigrations(directory);
    const before = await unlessDenied(client, 'see which migrations the database has', () =>
      appliedMigrations(client),
    );
    const unknown = before.filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new DatabaseTooNewError(unknown);
    const version = known.at(-1) ?? '';
    const pending = known.filter((name) => !before.includes(name));
    if (pending.length === 0) return { applied: [], version };
    await unlessDenied(client, `bring the database up to date (${pending.join(', ')})`, async () => {
      // node-pg-migrate would say the same without PostgreSQL's error.
      await client.query(CREATE_NOTHING);
      await apply(client, directory, logger);
    });
    logger.info({ applied: pending }, 'migrated the database');
    return { applied: pending, version };
  } finally {
    signal?.removeEventListener('abort', cut);
    // Ends the session, and with it the lock.
    await client.end();
  }
}

async function apply(client: pg.Client, directory: string, logger: Logger): Promise<void> {
  await runner({
    dbClient: client,
    dir: directory,
    direction: 'up',
    migrationsTable: TABLE,
    logger: quiet(logger),
  });
}

async function knownMigrations(directory: string): Promise<string[]> {
  const files = await readdir(directory);
  return files
    .filter((file) => /^\d{4}_.+\.sql$/.test(file))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}

async function appliedMigrations(client: pg.Client): Promise<string[]> {
  const { rowCount } = await client.query(
    "SELECT FROM pg_class WHERE relname = $1 AND relnamespace = 'public'::regnamespace",
    [TABLE],
  );
  if (rowCount === 0) return [];
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM public.${TABLE} ORDER BY name`);
  return rows.map(({ name }) => name);
}

/** node-pg-migrate tells its steps as prose; what matters is logged by `migrate`, failures are thrown. */
function quiet(logger: Logger) {
  const debug = (message: string) => logger.debug(message);
  return { debug, info: debug, warn: debug, error: debug };
}
