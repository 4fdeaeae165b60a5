import { pino } from 'pino';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  describeEdition,
  PostgresTooOldError,
  detectEdition,
  ensureHypertables,
  type DatabaseEdition,
} from '../../src/db/edition.js';
import { migrate } from '../../src/db/migrate.js';
import { createPool } from '../../src/db/pool.js';
import { createEmptyDatabase, type TestDatabase } from '../support/database.js';
import { captureLogs } from '../support/logs.js';

const silent = pino({ level: 'silent' });
let database: TestDatabase;
let offersTimescale: boolean;

beforeAll(async () => {
  database = await createEmptyDatabase();
  await migrate({ ...database, logger: silent });
  const { rowCount } = await database.pool.query(
    "SELECT FROM pg_available_extensions WHERE name = 'timescaledb'",
  );
  offersTimescale = rowCount === 1;
  await database.pool.query(
    `INSERT INTO system_health (time, kit_id, received_at, source_id, time_source)
     SELECT t, 'kit-1', t, 'test', 'kit' FROM generate_series(timestamptz '2026-01-01', '2026-01-03 23:00', '1 hour') AS t`,
  );
});
afterAll(() => database.drop());

const plain: Pick<DatabaseEdition, 'edition'> = { edition: 'postgresql' };

test('the edition is what the server has, and rows from before stay', async () => {
  const before = await detectEdition(database.pool);
  expect(before).toMatchObject({ edition: 'postgresql', timescaleVersion: null });

  // Two processes that start together.
  const [edition, same] = await Promise.all([
    ensureHypertables(database.pool, before, silent),
    ensureHypertables(database.pool, before, silent),
  ]);
  expect(same).toEqual(edition);
  expect(await detectEdition(database.pool)).toEqual(edition);
  const chunks = offersTimescale
    ? await database.pool.query(
        "SELECT FROM timescaledb_information.chunks WHERE hypertable_name = 'system_health'",
      )
    : null;
  expect({ edition: edition.edition, chunks: chunks?.rowCount ?? null }).toEqual(
    offersTimescale
      ? { edition: expect.stringMatching(/^timescaledb-/) as string, chunks: 3 }
      : { edition: 'postgresql', chunks: null },
  );
  const { rows } = await database.pool.query('SELECT count(*) AS count FROM system_health');
  expect(rows).toEqual([{ count: 72 }]);
});

test('the next start changes nothing', async () => {
  const edition = await ensureHypertables(database.pool, plain, silent);
  const logs = captureLogs();
  expect(await ensureHypertables(database.pool, edition, logs.logger)).toEqual(edition);
  expect(logs.entries).toEqual([]);
});

test('a user who may not create the extension goes on without it', async () => {
  const other = await createEmptyDatabase();
  const role = `visitor_${process.pid}`;
  await other.pool.query(`CREATE ROLE ${role} LOGIN PASSWORD 'visit'`);
  try {
    const url = new URL(other.connectionString);
    url.username = role;
    url.password = 'visit';
    const pool = createPool({ connectionString: url.href, max: 2, name: 'visitor', logger: silent });
    const edition = await ensureHypertables(pool, plain, silent).finally(() => pool.end());
    expect(edition.edition).toBe('postgresql');
  } finally {
    await other.pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await other.drop();
  }
});

describe('what is said about an edition', () => {
  const answering = (row: object) =>
    ({ query: () => Promise.resolve({ rows: [row] }) }) as unknown as pg.Pool;
  const postgres17 = { number: 170_005, version: '17.5', timescale: '2.19.3' };

  test('PostgreSQL 14 is too old', async () => {
    const old = detectEdition(
      answering({ number: 140_011, version: '14.11', timescale: null, license: null }),
    );
    await expect(old).rejects.toThrow(PostgresTooOldError);
    await expect(old).rejects.toThrow('14.11');
  });

  test.each([
    ['timescale', /community.*compression, continuous aggregates and policies/],
    ['apache', /Apache edition.*drop_chunks; no compression/],
  ])('the licence %s', async (license, meaning) => {
    expect(describeEdition(await detectEdition(answering({ ...postgres17, license })))).toMatch(meaning);
  });

  test('PostgreSQL alone', async () => {
    const edition = await detectEdition(answering({ ...postgres17, timescale: null, license: null }));
    expect(describeEdition(edition)).toMatch(/PostgreSQL 17\.5 without TimescaleDB: ordinary tables/);
  });
});
