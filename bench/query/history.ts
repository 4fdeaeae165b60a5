import { statfs } from 'node:fs/promises';
import pg from 'pg';
import { makeTwin } from '../plain-insert.js';
import { INSERT_FLIGHTS, REPORTS_PER_FLIGHT } from './flights.js';

/** A row with its three indexes, and a little more. */
const BYTES_PER_ROW = 600;
/** Besides: what PostgreSQL needs to sort the indexes. */
const SPARE_BYTES = 2 ** 30;
/** Changes when the rows do: a database with others is made anew. */
const LAYOUT = 1;
const FLIGHTS_PER_INSERT = 100;

export interface History {
  readonly rows: number;
  readonly connectionString: string;
  /** Seconds that it took to make; null when it was there. */
  readonly madeInS: number | null;
  readonly bytes: number;
}

/**
 * A database with that many rows of history beside the one of the connection string; the one that is there when it
 * was finished.
 *
 * @throws {Error} the disk of `dataDir` has no room for it
 */
export async function ensureHistory(
  connectionString: string,
  rows: number,
  dataDir: string,
): Promise<History> {
  const name = `bench_query_${rows}`;
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  const mark = `bench/query layout ${LAYOUT}, ${rows} rows`;
  const present = await query<{ mark: string | null }>(
    connectionString,
    `SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = '${name}'`,
  );
  const bytesOf = async () =>
    Number(
      (await query<{ size: string }>(connectionString, `SELECT pg_database_size('${name}') AS size`))[0]
        ?.size,
    );
  if (present[0]?.mark === mark)
    return { rows, connectionString: url.href, madeInS: null, bytes: await bytesOf() };

  await checkSpace(dataDir, rows);
  const startMs = performance.now();
  await makeTwin(connectionString, name);
  await fill(url.href, rows);
  await query(connectionString, `COMMENT ON DATABASE ${name} IS '${mark}'`);
  const madeInS = (performance.now() - startMs) / 1000;
  return { rows, connectionString: url.href, madeInS, bytes: await bytesOf() };
}

async function checkSpace(dataDir: string, rows: number): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir);
  const needed = rows * BYTES_PER_ROW + SPARE_BYTES;
  const gib = (bytes: number) => (bytes / 2 ** 30).toFixed(1);
  console.error(
    `${rows} rows need ${gib(needed)} GiB below ${dataDir}; ${gib(bavail * bsize)} GiB are free.`,
  );
  if (bavail * bsize < needed) throw new Error(`There is not enough room below ${dataDir}.`);
}

async function fill(connectionString: string, rows: number): Promise<void> {
  const client = new pg.Client(connectionString);
  await client.connect();
  try {
    await client.query("SET maintenance_work_mem = '512MB'");
    await client.query('BEGIN');
    // With wal_level = minimal, what one transaction both empties and fills needs no log.
    await client.query('TRUNCATE drones, aircraft');
    const indexes = await dropIndexes(client);
    const oldest = Math.ceil(rows / REPORTS_PER_FLIGHT) - 1;
    for (let flight = oldest; flight >= 0; flight -= FLIGHTS_PER_INSERT) {
      await client.query(INSERT_FLIGHTS, [flight, Math.max(0, flight - FLIGHTS_PER_INSERT + 1)]);
      if (process.stderr.isTTY)
        process.stderr.write(`\r${Math.round(100 * (1 - flight / (oldest + 1)))} % of ${rows} rows `);
    }
    for (const statement of indexes) await client.query(statement);
    await client.query(`
      INSERT INTO aircraft (drone_id, kind, first_seen, last_seen, make, model, operator_id)
      SELECT drone_id, 'DRONE', min(time), max(time), 'DJI', max(model), max(operator_id) FROM drones GROUP BY drone_id`);
    await client.query('COMMIT');
    // Also marks pages as visible to all, so that neither size depends on when autovacuum comes by.
    await client.query('VACUUM (ANALYZE) drones');
    await client.query('VACUUM (ANALYZE) aircraft');
    await client.query('CHECKPOINT');
  } finally {
    await client.end();
  }
}

/** Returns the statements that make them again: that is several times faster than keeping them while rows come. */
async function dropIndexes(client: pg.Client): Promise<readonly string[]> {
  const { rows: keys } = await client.query<{ name: string; definition: string }>(
    "SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conrelid = 'drones'::regclass AND contype = 'p'",
  );
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE schemaname = current_schema() AND tablename = 'drones' AND indexname <> ALL ($1)`,
    [keys.map(({ name }) => name)],
  );
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  for (const { name } of keys) await client.query(`ALTER TABLE drones DROP CONSTRAINT ${name}`);
  return [
    ...keys.map(({ name, definition }) => `ALTER TABLE drones ADD CONSTRAINT ${name} ${definition}`),
    ...indexes.map(({ definition }) => definition),
  ];
}

async function query<Row extends pg.QueryResultRow>(connectionString: string, text: string): Promise<Row[]> {
  const client = new pg.Client(connectionString);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
