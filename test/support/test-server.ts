import pg from 'pg';
import { pino } from 'pino';
import { detectEdition, ensureHypertables } from '../../src/db/edition.js';
import { migrate } from '../../src/db/migrate.js';
import { createPool } from '../../src/db/pool.js';

/** The server that test databases are made on; handed from the global set-up to the workers. */
export interface TestServer {
  /** As a superuser. */
  readonly connectionString: string;
  /** Every database of this run begins with it. */
  readonly prefix: string;
}

export const templateOf = ({ prefix }: TestServer) => `${prefix}_template`;

/** The same server, another database. */
export function databaseUrl({ connectionString }: TestServer, database: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${database}`;
  return url.href;
}

export async function asSuperuser<T>(
  server: TestServer,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: server.connectionString,
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Prepared as at a start of the server: migrated, and with hypertables where TimescaleDB is to be had. */
export async function makeTemplate(server: TestServer): Promise<void> {
  const template = templateOf(server);
  await asSuperuser(server, (client) => client.query(`CREATE DATABASE ${template}`));
  const connectionString = databaseUrl(server, template);
  const logger = pino({ level: 'silent' });
  await migrate({ connectionString, logger });
  const pool = createPool({ connectionString, max: 1, name: 'template', logger });
  try {
    await ensureHypertables(pool, await detectEdition(pool), logger);
  } finally {
    await pool.end();
  }
}

export async function dropDatabases(server: TestServer): Promise<void> {
  await asSuperuser(server, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [server.prefix],
    );
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  });
}
