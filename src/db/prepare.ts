import type pg from 'pg';
import type { Logger } from 'pino';
import { databaseError, DatabaseUnavailableError } from './database-errors.js';
import { type DatabaseEdition, detectEdition, ensureHypertables } from './edition.js';
import { migrate } from './migrate.js';
import { waitForDatabase } from './wait.js';

export interface PrepareOptions {
  readonly connectionString: string;
  readonly pool: pg.Pool;
  readonly logger: Logger;
  /** Ends the waiting and the migrating; the promise rejects. */
  readonly signal: AbortSignal;
}

/**
 * Waits for the database and brings it up to date, beginning anew when it goes away meanwhile.
 *
 * @throws {DatabaseTooNewError} a newer Airpicture has used it
 * @throws {PostgresTooOldError} it is not PostgreSQL 15 or newer
 */
export async function prepareDatabase(options: PrepareOptions): Promise<DatabaseEdition> {
  const { connectionString, pool, logger, signal } = options;
  for (;;) {
    await waitForDatabase({ connectionString, logger, signal });
    try {
      await migrate({ connectionString, logger, signal });
      return await ensureHypertables(pool, await detectEdition(pool), logger);
    } catch (error) {
      signal.throwIfAborted();
      if (!(databaseError(error) instanceof DatabaseUnavailableError)) throw error;
      logger.warn(
        { reason: error instanceof Error ? error.message : String(error) },
        'the database went away again',
      );
    }
  }
}
