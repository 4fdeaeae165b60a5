import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '../../src/db/pool.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aKit, aTrack, createFakeFleet } from '../support/fake-fleet.js';
import { createSchemaClient } from '../support/schema-client.js';

const logger = pino({ level: 'silent' });
const operation = '{ detections(range: {last: "PT1H"}, first: 1) { nodes { id } } }';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

test('history is UNAVAILABLE while nothing listens there; the live picture and the kits go on', async () => {
  // Port 1 is reserved and nobody's.
  const pool = createPool({
    connectionString: 'postgresql://nobody@127.0.0.1:1/none',
    max: 1,
    name: 'away',
    logger,
  });
  const client = createSchemaClient({
    pool,
    fleet: createFakeFleet([aKit()]),
    live: { tracks: () => [aTrack()] },
  });
  expect(await client.refusal(operation)).toMatchObject({ codes: ['UNAVAILABLE'] });
  expect(await client.data('{ liveTracks { droneId } kits(first: 1) { nodes { kitId } } }')).toEqual({
    liveTracks: [{ droneId: 'drone-A' }],
    kits: { nodes: [{ kitId: 'kit-1' }] },
  });
  await pool.end();
});

test('history is UNAVAILABLE when the connection is cut in the middle of reading', async () => {
  const pool = createPool({ connectionString: database.connectionString, max: 1, name: 'cut', logger });
  const blocker = await database.pool.connect();
  await blocker.query('BEGIN; LOCK TABLE drones IN ACCESS EXCLUSIVE MODE');
  const refusal = createSchemaClient({ pool }).refusal(operation);
  const cut = async () =>
    (
      await database.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'airpicture:cut' AND wait_event_type = 'Lock'`,
      )
    ).rowCount;
  await expect.poll(cut, { timeout: 10_000 }).toBe(1);
  expect(await refusal).toMatchObject({ codes: ['UNAVAILABLE'] });
  await blocker.query('ROLLBACK');
  blocker.release();
  await pool.end();
});

test('history is a TIMEOUT when a statement takes too long', async () => {
  const pool = createPool({
    connectionString: database.connectionString,
    max: 1,
    name: 'slow',
    logger,
    statementTimeoutMs: 200,
  });
  const blocker = await database.pool.connect();
  await blocker.query('BEGIN; LOCK TABLE drones IN ACCESS EXCLUSIVE MODE');
  expect(await createSchemaClient({ pool }).refusal(operation)).toMatchObject({ codes: ['TIMEOUT'] });
  await blocker.query('ROLLBACK');
  blocker.release();
  await pool.end();
});

test('history is UNAVAILABLE before the tables are there', async () => {
  const pool = createPool({ connectionString: database.connectionString, max: 1, name: 'early', logger });
  await pool.query('SET search_path TO pg_catalog');
  expect(await createSchemaClient({ pool }).refusal(operation)).toMatchObject({ codes: ['UNAVAILABLE'] });
  await pool.end();
});
