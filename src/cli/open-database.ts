import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { DataDirInUseError } from '../db/data-dir-lock.js';
import { createEmbeddedPostgres } from '../db/embedded.js';
import { connectionStringOfRunning } from '../db/embedded/running.js';
import { createPool } from '../db/pool.js';
import { prepareDatabase } from '../db/prepare.js';
import type pg from 'pg';
import { createUndo } from '../undo.js';

export interface OpenDatabase {
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** Thousands of rows at once on a busy machine take longer than what a server grants its statements. */
const STATEMENT_TIMEOUT_MS = 300_000;

/**
 * The database that the server uses or would use, for a command beside it or instead of it. It is brought
 * up to date when nobody else uses it: a running server did that when it started.
 *
 * @throws {Error} with a `code`: it cannot be reached, or used
 */
export async function openDatabase(config: Config, logger: Logger): Promise<OpenDatabase> {
  const undo = createUndo(logger);
  try {
    const connectionString = config.databaseUrl ?? (await embedded());
    const pool = createPool({
      connectionString,
      name: 'command',
      max: 2,
      logger,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    });
    undo.add('the pool', () => pool.end());
    if (!(await isUsed(pool))) {
      const ownerConnectionString = config.migrationDatabaseUrl;
      await prepareDatabase({ connectionString, ownerConnectionString, logger });
    }
    return { pool, close: () => undo.all() };
  } catch (error) {
    await undo.all();
    throw error;
  }

  /** Runs it, unless a server does. */
  async function embedded(): Promise<string> {
    const server = createEmbeddedPostgres({ dataDir: config.dataDir, logger });
    try {
      const connectionString = await server.start();
      undo.add('the embedded PostgreSQL', () => server.stop());
      return connectionString;
    } catch (error) {
      if (!(error instanceof DataDirInUseError)) throw error;
      return connectionStringOfRunning(config.dataDir);
    }
  }
}

/** Whether another process of ours is connected to it. */
async function isUsed(pool: pg.Pool): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'airpicture:%' AND pid <> pg_backend_pid()
      LIMIT 1`,
  );
  return rowCount !== 0;
}
