import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '../../src/db/pool.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { captureLogs } from '../support/logs.js';

const logger = pino({ level: 'silent' });
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a timestamptz arrives as epoch milliseconds and an int8 as a number', async () => {
  const { rows } = await database.pool.query(
    "SELECT timestamptz '2025-06-01 12:34:56.789+02' AS time, 9007199254740991::int8 AS count, null::timestamptz AS never",
  );
  expect(rows).toEqual([
    { time: Date.UTC(2025, 5, 1, 10, 34, 56, 789), count: 9_007_199_254_740_991, never: null },
  ]);
});

test('a statement that takes too long ends, on the server or here, and the pool goes on', async () => {
  const { connectionString } = database;
  const server = createPool({ connectionString, max: 1, name: 'slow', logger, statementTimeoutMs: 500 });
  await expect(server.query('SELECT pg_sleep(60)')).rejects.toMatchObject({ code: '57014' });
  const here = createPool({
    connectionString,
    max: 1,
    name: 'frozen',
    logger,
    statementTimeoutMs: 60_000,
    queryTimeoutMs: 500,
  });
  await expect(here.query('SELECT pg_sleep(60)')).rejects.toThrow('Query read timeout');
  for (const pool of [server, here]) {
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  }
});

test('waiting for a free connection ends', async () => {
  const { connectionString } = database;
  const pool = createPool({ connectionString, max: 1, name: 'busy', logger, connectionTimeoutMs: 1000 });
  const client = await pool.connect();
  await expect(pool.connect()).rejects.toThrow('timeout exceeded when trying to connect');
  client.release();
  await pool.end();
});

test('a connection that the server closes, idle or checked out, costs nothing but itself', async () => {
  const logs = captureLogs();
  const { connectionString } = database;
  const pool = createPool({ connectionString, max: 2, name: 'closed', logger: logs.logger });
  const [idle, busy] = [await pool.connect(), await pool.connect()];
  idle.release();
  const { rowCount } = await database.pool.query(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'airpicture:closed'",
  );
  expect(rowCount).toBe(2);
  await expect(busy.query('SELECT 1')).rejects.toThrow();
  busy.release(true);
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
  expect(logs.count('a database connection was lost')).toBeGreaterThan(0);
});

test('a pool ends in time although a statement runs, which then fails', async () => {
  const { connectionString } = database;
  const pool = createPool({ connectionString, max: 2, name: 'ending', logger });
  const client = await pool.connect();
  const sleeping = expect(client.query('SELECT pg_sleep(60)')).rejects.toThrow('terminated');
  await pool.endWithin(100);
  await sleeping;
  client.release(true);
  expect(pool.totalCount).toBe(0);
});
