import pg from 'pg';
import { pino } from 'pino';
import { detectEdition, ensureHypertables } from '../src/db/edition.js';
import { migrate } from '../src/db/migrate.js';
import { createPool } from '../src/db/pool.js';

/** Rows as pg reads them, and the statement that inserts a batch of them. */
export interface PlainRows {
  readonly text: string;
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

const BATCH_ROWS = 1000;

/** A database on the same PostgreSQL with the same tables and indexes; replaces one that is there. */
export async function makeTwin(connectionString: string, name: string): Promise<string> {
  const admin = new pg.Client(connectionString);
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  const logger = pino({ level: 'silent' });
  await migrate({ connectionString: url.href, logger });
  const pool = createPool({ connectionString: url.href, max: 1, name: 'twin', logger });
  await ensureHypertables(pool, await detectEdition(pool), logger);
  await pool.end();
  return url.href;
}

/** Reads what the server stored in `drones`, ready to be inserted elsewhere. */
export async function readDrones(client: pg.Client): Promise<PlainRows> {
  const { rows: columns } = await client.query<{ name: string; type: string }>(
    `SELECT column_name AS name, udt_name AS type FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = 'drones' ORDER BY ordinal_position`,
  );
  // An array of arrays would be flattened by unnest, so a list travels as its text.
  const parameters = columns.map(({ type }, i) => `$${i + 1}::${type === '_text' ? 'text' : type}[]`);
  const values = columns.map(({ name, type }) => (type === '_text' ? `${name}::text[]` : name));
  const names = columns.map(({ name }) => name).join(', ');
  const text = `INSERT INTO drones (${names}) SELECT ${values.join(', ')} FROM unnest(${parameters.join(', ')}) AS r (${names})`;
  const selected = columns.map(({ name, type }) => (type === '_text' ? `${name}::text` : name));
  const { rows } = await client.query<Record<string, unknown>>(`SELECT ${selected.join(', ')} FROM drones`);
  return { text, columns: columns.map(({ name }) => name), rows };
}

/** One statement, and so one commit, for each batch. Returns how many seconds it took. */
export async function insertPlain(client: pg.Client, { text, columns, rows }: PlainRows): Promise<number> {
  const startMs = performance.now();
  for (let at = 0; at < rows.length; at += BATCH_ROWS) {
    const batch = rows.slice(at, at + BATCH_ROWS);
    const values = columns.map((column) => batch.map((row) => row[column]));
    await client.query({ name: 'plain', text, values });
  }
  return (performance.now() - startMs) / 1000;
}
