import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';

export interface WaitOptions {
  readonly connectionString: string;
  readonly logger: Logger;
  /** Ends the waiting; the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  readonly retryEveryMs?: number;
}

/**
 * Resolves when the database accepts a connection. Until then it tries again and again, and says why
 * whenever the reason changes: a server that boots beside its database must not die of being first.
 */
export async function waitForDatabase({
  connectionString,
  logger,
  signal,
  retryEveryMs = 1000,
}: WaitOptions): Promise<void> {
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
