import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Sink, SinkRecord } from '../../src/sinks/sink.js';
import { recoverLastSeen } from '../../src/sinks/timescale-aircraft.js';
import { createTimescaleSink } from '../../src/sinks/timescale-sink.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aTrackReport, NOON_MS } from '../support/observations.js';

let database: TestDatabase;
let sink: Sink;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query('TRUNCATE drones, aircraft');
  sink = createTimescaleSink({ pool: database.pool, ready: () => true });
});

const write = (records: readonly SinkRecord[]) => sink.write(records, new AbortController().signal);

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const result = await database.pool.query<Record<string, unknown>>(sql);
  return result.rows;
}

const aircraft = () =>
  rows(
    'SELECT drone_id, kind, first_seen, last_seen, make, model, operator_id FROM aircraft ORDER BY drone_id',
  );

test('there is one row per aircraft, with the newest known of each property', async () => {
  await write([
    aTrackReport({ observedAtMs: NOON_MS + 2000, make: 'DJI', model: null, operatorId: 'op-2' }),
    aTrackReport({ observedAtMs: NOON_MS, make: 'Parrot', model: 'Anafi', operatorId: 'op-1' }),
    aTrackReport({ droneId: 'icao-4b1812', kind: 'AIRCRAFT' }),
  ]);
  const expected = [
    {
      drone_id: 'drone-A',
      kind: 'DRONE',
      first_seen: NOON_MS,
      last_seen: NOON_MS + 2000,
      make: 'DJI',
      model: 'Anafi',
      operator_id: 'op-2',
    },
    {
      drone_id: 'icao-4b1812',
      kind: 'AIRCRAFT',
      first_seen: NOON_MS,
      last_seen: NOON_MS,
      make: null,
      model: null,
      operator_id: null,
    },
  ];
  expect(await aircraft()).toEqual(expected);

  // Older than what is known: only widens, never overwrites.
  await write([aTrackReport({ observedAtMs: NOON_MS - 5000, make: 'Autel', operatorId: 'op-0' })]);
  expect(await aircraft()).toEqual([{ ...expected[0], first_seen: NOON_MS - 5000 }, expected[1]]);

  // Newer and unknown: keeps what is known.
  await write([aTrackReport({ observedAtMs: NOON_MS + 9000, make: null, operatorId: 'op-3' })]);
  expect(await aircraft()).toEqual([
    { ...expected[0], first_seen: NOON_MS - 5000, last_seen: NOON_MS + 9000, operator_id: 'op-3' },
    expected[1],
  ]);
});

test('a report that says nothing new does not touch the row', async () => {
  await write([aTrackReport({ make: 'DJI' }), aTrackReport({ observedAtMs: NOON_MS + 2000 })]);
  const before = await rows('SELECT xmin::text, ctid::text FROM aircraft');
  await write([aTrackReport({ observedAtMs: NOON_MS + 1000, make: 'DJI' })]);
  expect(await rows('SELECT xmin::text, ctid::text FROM aircraft')).toEqual(before);
});

test('two writers with the same aircraft in opposite order both get through', async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `drone-${index}`);
  for (let round = 0; round < 10; round++) {
    const time = { observedAtMs: NOON_MS + round };
    await Promise.all([
      write(ids.map((droneId) => aTrackReport({ ...time, droneId }))),
      write(ids.toReversed().map((droneId) => aTrackReport({ ...time, droneId, kitId: 'kit-2' }))),
    ]);
  }
  expect(await rows('SELECT count(*) AS count FROM drones')).toEqual([{ count: 4000 }]);
});

const lastSeen = async () => (await rows('SELECT last_seen FROM aircraft'))[0]?.['last_seen'];

test('a time alone is written a little later, or when the sink is closed', async () => {
  const pacing = createTimescaleSink({ pool: database.pool, ready: () => true, aircraftEveryMs: 300 });
  const signal = new AbortController().signal;
  const startMs = Date.now();
  for (const afterMs of [0, 1])
    await pacing.write([aTrackReport({ observedAtMs: startMs + afterMs })], signal);
  expect(await lastSeen()).toBe(startMs);
  await vi.waitFor(async () => expect(await lastSeen()).toBe(startMs + 1), 3000);
  await pacing.write([aTrackReport({ observedAtMs: startMs + 2 })], signal);
  await pacing.close?.(signal);
  expect(await lastSeen()).toBe(startMs + 2);
});

test('times that a process held back when it died are found at the next start', async () => {
  const dying = createTimescaleSink({ pool: database.pool, ready: () => true, aircraftEveryMs: 3_600_000 });
  const startMs = Date.now();
  for (const afterMs of [0, 5])
    await dying.write([aTrackReport({ observedAtMs: startMs + afterMs })], new AbortController().signal);
  expect(await lastSeen()).toBe(startMs);
  expect(await recoverLastSeen(database.pool)).toBe(1);
  expect(await lastSeen()).toBe(startMs + 5);
  expect(await recoverLastSeen(database.pool)).toBe(0);
});
