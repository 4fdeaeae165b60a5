import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { forgetPushes, recentPushes } from '../../src/db/pushes.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { storeRecords } from '../support/dead-letters.js';
import { NOON_MS } from '../support/observations.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.pool.query('TRUNCATE pushes'));

const aPush = (key: string, receivedAtMs: number) => ({ type: 'pushReceived', key, receivedAtMs }) as const;

test('pushes since a moment are known after a restart, newest first and to the millisecond', async () => {
  const pushes = [aPush('old', NOON_MS - 1), aPush('a', NOON_MS), aPush("b'; --", NOON_MS + 123)];
  await storeRecords(database.pool, pushes);
  expect(await recentPushes(database.pool, NOON_MS)).toEqual([
    { key: "b'; --", receivedAtMs: NOON_MS + 123 },
    { key: 'a', receivedAtMs: NOON_MS },
  ]);
});

test('no more than 100,000 are read, the newest', async () => {
  await database.pool.query(
    `INSERT INTO pushes SELECT n::text, to_timestamp($1 / 1000.0) + n * interval '1 ms' FROM generate_series(1, 100005) AS n`,
    [NOON_MS],
  );
  const pushes = await recentPushes(database.pool, NOON_MS);
  expect(pushes).toHaveLength(100_000);
  expect(pushes.at(-1)).toEqual({ key: '6', receivedAtMs: NOON_MS + 6 });
});

test('pushes from before a moment are forgotten, however many there are', async () => {
  await database.pool.query(
    `INSERT INTO pushes SELECT n::text, to_timestamp($1 / 1000.0) - n * interval '1 ms' FROM generate_series(0, 20000) AS n`,
    [NOON_MS],
  );
  expect(await forgetPushes(database.pool, NOON_MS)).toBe(20_000);
  expect(await forgetPushes(database.pool, NOON_MS)).toBe(0);
  expect(await recentPushes(database.pool, 0)).toEqual([{ key: '0', receivedAtMs: NOON_MS }]);
});
