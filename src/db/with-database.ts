import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { databaseError, DatabaseUnavailableError } from './database-errors.js';

export interface WithDatabaseOptions {
  readonly connectionString: string;
  readonly logger: Logger;
  /** Ends the waiting; the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  readonly retryEveryMs?: number;
}

/**
 * Does `work` as soon as the database answers, and again from its beginning when the database goes away
 * meanwhile: a server that boots beside its database must not die of being first.
 */
export async function withDatabase<T>(options: WithDatabaseOptions, work: () => Promise<T>): Promise<T> {
  const { logger, signal, retryEveryMs = 250 } = options;
  for (;;) {
    await waitForDatabase(options);
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(databaseError(error) instanceof DatabaseUnavailableError)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn({ reason }, 'the database went away again');
      await sleep(retryEveryMs, undefined, { signal });
    }
  }
}

/** Resolves when the database accepts a connection; says why it does not, whenever the reason changes. */
async function waitForDatabase({
  connectionString,
  logger,
  signal,
  retryEveryMs = 250,
}: WithDatabaseOptions): Promise<void> {
  let said: string | null = null;
  for (;;) {
    signal.throwIfAborted();
    const reason = await reasonItIsAway(connectionString);
    if (reason === null) {
      if (said !== null) logger.info('the database answers');
      return;
    }
    if (reason !== said) {
      const { hostname, port } = new URL(connectionString);
      logger.warn(
        { reason, host: hostname, port: port || '5432' },
        'waiting for the database named in DATABASE_URL',
      );
      said = reason;
    }
    await sleep(retryEveryMs, undefined, { signal });
  }
}

async function reasonItIsAway(connectionString: string): Promise<string | null> {
  const client = new pg.Client({
    connectionString,
    application_name: 'airpicture:wait',
    connectionTimeoutMillis: 3000,
    query_timeout: 3000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    // A server in recovery accepts connections before it accepts writes.
    const { rows } = await client.query<{ recovering: boolean }>('SELECT pg_is_in_recovery() AS recovering');
    return rows[0]?.recovering ? 'it is a standby or still recovering' : null;
  } catch (error) {
    // A host name with several addresses fails with an error per address.
    const cause: unknown = error instanceof AggregateError ? error.errors[0] : error;
    return cause instanceof Error ? cause.message : String(cause);
  } finally {
    await client.end().catch(() => undefined);
  }
}
