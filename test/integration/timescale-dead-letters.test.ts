import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type DeadLetter, MAX_DEAD_LETTERS } from '../../src/domain/dead-letter.js';
import { deadLetterOf } from '../../src/ingest/dead-letter.js';
import type { Sink } from '../../src/sinks/sink.js';
import { createTimescaleSink, writeAndSettle } from '../../src/sinks/timescale-sink.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aTrackReport, NOON_MS } from '../support/observations.js';
import { somebody } from '../support/viewers.js';

let database: TestDatabase;
let sink: Sink;
let forgotten: number;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query('TRUNCATE drones, dead_letters');
  forgotten = 0;
  sink = createTimescaleSink({
    pool: database.pool,
    ready: () => true,
    onForgotten: (count) => (forgotten += count),
  });
});

const write = (letters: readonly DeadLetter[]) => sink.write(letters, new AbortController().signal);

const aLetter = (record: unknown, atMs: number, detail = 'lat is 91'): DeadLetter =>
  deadLetterOf(
    {
      stage: 'VALIDATE',
      reason: 'LATITUDE',
      detail,
      sink: null,
      kitId: 'kit-1',
      sourceId: 'dragonsync:kit-1',
      format: 'drone',
    },
    record,
    atMs,
  );

async function stored(columns = 'attempts, first_at, last_at, detail'): Promise<Record<string, unknown>[]> {
  const { rows } = await database.pool.query<Record<string, unknown>>(
    `SELECT ${columns} FROM dead_letters ORDER BY raw`,
  );
  return rows;
}

test('a dead letter is kept as it is', async () => {
  const letter = aLetter({ id: 'drone-A', lat: 91, note: '"quoted" \\ {}' }, NOON_MS);
  await write([letter]);
  expect(await stored('*')).toEqual([
    {
      id: letter.id,
      stage: 'VALIDATE',
      reason: 'LATITUDE',
      detail: 'lat is 91',
      sink: null,
      kit_id: 'kit-1',
      source_id: 'dragonsync:kit-1',
      format: 'drone',
      raw: letter.raw,
      is_complete: true,
      attempts: 1,
      first_at: NOON_MS,
      last_at: NOON_MS,
    },
  ]);
});

test('the same failure again counts as an attempt, in one batch and across batches', async () => {
  await write([aLetter(1, NOON_MS), aLetter(2, NOON_MS), aLetter(1, NOON_MS + 1000, 'newer')]);
  expect(await stored()).toEqual([
    { attempts: 2, first_at: NOON_MS, last_at: NOON_MS + 1000, detail: 'newer' },
    { attempts: 1, first_at: NOON_MS, last_at: NOON_MS, detail: 'lat is 91' },
  ]);
  await write([aLetter(1, NOON_MS + 2000, 'newest')]);
  expect((await stored())[0]).toEqual({
    attempts: 3,
    first_at: NOON_MS,
    last_at: NOON_MS + 2000,
    detail: 'newest',
  });
});

test('the same batch written once more, after a commit in doubt, counts nothing', async () => {
  const batch = [aLetter(1, NOON_MS), aLetter(1, NOON_MS + 1000)];
  await write(batch);
  await write(batch);
  expect(await stored('attempts')).toEqual([{ attempts: 2 }]);
});

test('only so many are kept: the ones that failed longest ago go, and are counted', async () => {
  const letters = Array.from({ length: MAX_DEAD_LETTERS + 3 }, (_, index) => aLetter(index, NOON_MS + index));
  await write(letters.slice(0, MAX_DEAD_LETTERS));
  expect(forgotten).toBe(0);
  await write(letters.slice(MAX_DEAD_LETTERS));
  expect(forgotten).toBe(3);
  const { rows } = await database.pool.query(
    'SELECT count(*) AS count, min(last_at) AS oldest FROM dead_letters',
  );
  expect(rows).toEqual([{ count: MAX_DEAD_LETTERS, oldest: NOON_MS + 3 }]);
});

test('a retried record is stored and no longer dead', async () => {
  const letter = aLetter(1, NOON_MS);
  await write([letter]);
  await writeAndSettle(database.pool, aTrackReport(), letter.id, somebody);
  expect(await stored()).toEqual([]);
  const { rows } = await database.pool.query('SELECT drone_id FROM drones');
  expect(rows).toEqual([{ drone_id: 'drone-A' }]);
});

test('a retried record that is refused again stays dead, and is not stored', async () => {
  const letter = aLetter(1, NOON_MS);
  await write([letter]);
  await expect(
    writeAndSettle(database.pool, aTrackReport({ lat: 91 }), letter.id, somebody),
  ).rejects.toMatchObject({
    failure: 'record',
  });
  expect(await stored('id')).toEqual([{ id: letter.id }]);
});
