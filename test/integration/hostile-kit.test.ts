import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { detectEdition } from '../../src/db/edition.js';
import { startApp, type RunningApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aDroneRecord, aSignalRecord, type FakeKit, kitNowS, startFakeKit } from '../support/fake-kit.js';
import * as hostile from '../support/hostile-answers.js';
import { waitFor } from '../support/wait-for.js';

/** One kit, whose answers are up to each test, all the way into the database. */
let database: TestDatabase;
let directory: string;
let kit: FakeKit;
let app: RunningApp;

beforeAll(async () => {
  database = await createTestDatabase();
  // What passes every check of ours, and the database refuses all the same.
  await database.pool.query(`ALTER TABLE drones ADD CONSTRAINT poison CHECK (drone_id <> 'drone-poison')`);
  kit = await startFakeKit();
  directory = await mkdtemp(join(tmpdir(), 'airpicture-hostile-'));
  const kitsPath = join(directory, 'kits.yaml');
  await writeFile(kitsPath, stringify({ kits: [{ id: 'kit-1', name: 'Kit 1', api_url: kit.url }] }));
  app = await startApp(database, { KITS_CONFIG: kitsPath, POLL_INTERVAL: '1.5', INITIAL_BACKOFF: '1' });
  // Where the kit is has to be known before anything can be too far away from it.
  await waitFor(async () => expect(await count('SELECT count(*) FROM kits WHERE lat IS NOT NULL')).toBe(1));
});
afterAll(async () => {
  await app.stop();
  await kit.stop();
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

async function count(sql: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(sql);
  return Number(rows[0]?.count);
}

/** Serves these, and one at last that tells when they have arrived. */
async function serve(drones: readonly unknown[], signals: readonly unknown[] = []): Promise<void> {
  serves += 1;
  const last = `last-${serves}`;
  kit.answers({ drones: [...drones, aDroneRecord({ id: last })], signals });
  await waitFor(async () =>
    expect(await count(`SELECT count(*) FROM drones WHERE drone_id = '${last}'`)).toBeGreaterThan(0),
  );
}
let serves = 0;

async function dronesLike(pattern: string) {
  const { rows } = await database.pool.query<Record<string, unknown>>(
    'SELECT DISTINCT ON (drone_id) * FROM drones WHERE drone_id LIKE $1 ORDER BY drone_id',
    [pattern],
  );
  return rows;
}

const letters = (where: string) => count(`SELECT count(*) FROM dead_letters WHERE ${where}`);

test('K5: whatever a kit sends for numbers, no row has one that cannot be true', async () => {
  const given = (id: number, values: string) =>
    `{"id": "drone-n${id}", "lat": 42.1, "lon": -71.1, ${values}}`;
  const numbers = [
    '"alt": NaN',
    '"alt": -Infinity, "height": 1e999',
    '"alt": 123456789012345678901234567890, "speed": 9007199254740993',
    '"speed": "12.5", "rssi": "-71"',
    '"speed": "fast", "rssi": {"dbm": -70}',
    '"lat": 91, "speed": -1',
    '"lon": "NaN"',
    '"rssi": 1e308, "freq": -2437, "direction": 1e17',
  ];
  kit.behaves(
    hostile.says(`{"drones": [${numbers.map((values, id) => given(id, values)).join()}]}`),
    '/drones',
  );
  try {
    await waitFor(async () => expect(await dronesLike('drone-n%')).toHaveLength(numbers.length));
  } finally {
    kit.behaves(null, '/drones');
  }
  const rows = await dronesLike('drone-n%');
  expect(rows.map(({ altitude_m, height_m }) => [altitude_m, height_m])).toEqual(
    numbers.map(() => [null, null]),
  );
  expect(rows.map((row) => row['speed_mps'])).toEqual([null, null, null, 12.5, null, null, null, null]);
  expect(rows.map((row) => row['rssi_dbm'])).toEqual([null, null, null, -71, null, null, null, null]);
  expect(rows.map(({ lat, lon }) => lat !== null && lon !== null)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
    true,
  ]);
  expect(rows[7]).toMatchObject({ frequency_mhz: null, course_deg: null });
  const nans = await count(
    `SELECT count(*) FROM drones WHERE 'NaN' IN (lat, lon, altitude_m, height_m, speed_mps, rssi_dbm)`,
  );
  expect(nans).toBe(0);
});

test('K6: drones at null island, and beyond the radio horizon of the kit, are kept, and all are flagged', async () => {
  const island = Array.from({ length: 20 }, (_, index) =>
    aDroneRecord({ id: `drone-island-${index}`, lat: 0, lon: 0 }),
  );
  const far = Array.from({ length: 20 }, (_, index) =>
    aDroneRecord({ id: `drone-far-${index}`, lat: -40 + index, lon: 170 }),
  );
  await serve([...island, ...far, aDroneRecord({ id: 'drone-near' })]);
  const flagged = async (pattern: string, remark: string) => {
    const rows = await dronesLike(pattern);
    const isFlagged = ({ warnings }: Record<string, unknown>) =>
      (warnings as string[] | null)?.some((each) => each.includes(remark));
    return [rows.length, rows.filter(isFlagged).length];
  };
  expect(await flagged('drone-island-%', 'position 0/0')).toEqual([20, 20]);
  expect(await flagged('drone-far-%', 'beyond its radio horizon')).toEqual([20, 20]);
  expect((await dronesLike('drone-far-%')).every(({ lat, lon }) => lat !== null && lon === 170)).toBe(true);
  expect(await dronesLike('drone-near')).toMatchObject([{ warnings: null }]);
});

test('K7: times that cannot be true make no chunk of their own, and are kept as they came', async () => {
  const nowS = kitNowS();
  const times = [
    -62_135_596_800,
    -1,
    0,
    3_345_753_600,
    nowS * 1000,
    nowS + 3_600,
    nowS - 8 * 86_400,
    1e300,
    -1e300,
  ];
  await serve(
    times.map((last_update_time, index) => aDroneRecord({ id: `drone-t${index}`, last_update_time })),
    times.map((observed_at, index) => aSignalRecord({ uid: `signal-t${index}`, observed_at })),
  );
  const rows = await dronesLike('drone-t%');
  expect(rows.map(({ kit_time_s, time_source }) => [kit_time_s, time_source])).toEqual(
    times.map((timeS) => [timeS, 'server']),
  );
  await waitFor(async () =>
    expect(
      await count(`SELECT count(DISTINCT signal_uid) FROM signals WHERE signal_uid LIKE 'signal-t%'`),
    ).toBe(times.length),
  );
  const outside = (table: string) =>
    count(
      `SELECT count(*) FROM ${table} WHERE time NOT BETWEEN now() - interval '1 hour' AND now() + interval '5 minutes'`,
    );
  expect([await outside('drones'), await outside('signals')]).toEqual([0, 0]);
  const { timescaleVersion } = await detectEdition(database.pool);
  // Without TimescaleDB each is one table, whatever its times.
  if (timescaleVersion !== null)
    expect(await count(`SELECT count(*) FROM show_chunks('drones')`)).toBeLessThanOrEqual(3);
});

test('K8: text that PostgreSQL refuses, or that reads as something else, costs its batch nothing', async () => {
  const texts = [
    'a\0b',
    '\0',
    'half \ud800 a pair',
    '\udc00',
    '\u202Egpj.exe\u202C',
    'x'.repeat(1_000_000),
    'e\u0301',
    'line\r\nbreak\u2028\u0085',
    '\u001b[2J',
  ];
  await serve(
    texts.map((description, index) =>
      aDroneRecord({ id: `drone-x${index}`, description, operator_id: description }),
    ),
    texts.map((text, index) => aSignalRecord({ uid: `signal-x${index} ${text.slice(0, 50)}`, source: text })),
  );
  expect((await dronesLike('drone-x%')).map(({ description }) => description)).toEqual([
    'ab',
    null,
    'half \ufffd a pair',
    '\ufffd',
    'gpj.exe',
    'x'.repeat(256),
    '\u00e9',
    'line break',
    '[2J',
  ]);
  await waitFor(async () =>
    expect(
      await count(`SELECT count(DISTINCT signal_uid) FROM signals WHERE signal_uid LIKE 'signal-x%'`),
    ).toBe(texts.length),
  );
  expect(await letters(`stage = 'STORE' AND raw NOT LIKE '%drone-poison%'`)).toBe(0);
  expect(app.logs.entries.filter((entry) => /22021|22P0[0-9]/.test(JSON.stringify(entry)))).toEqual([]);
});

test('K9: of 500 records of which one cannot be used, 499 are stored, and one is a dead letter', async () => {
  const drones = Array.from({ length: 499 }, (_, index) => aDroneRecord({ id: `drone-k${index}` }));
  drones.splice(250, 1, aDroneRecord({ id: '', description: 'no id' }));
  await serve(drones);
  expect(await dronesLike('drone-k%')).toHaveLength(498);
  // And the one that `serve` adds.
  await waitFor(async () => expect(await letters(`raw LIKE '%"no id"%'`)).toBe(1));
});

test('K9: the same when it is the database that refuses one', async () => {
  const drones = Array.from({ length: 499 }, (_, index) => aDroneRecord({ id: `drone-p${index}` }));
  drones.splice(250, 1, aDroneRecord({ id: 'drone-poison' }));
  await serve(drones);
  await waitFor(async () => expect(await dronesLike('drone-p%')).toHaveLength(498));
  await waitFor(async () => expect(await letters(`stage = 'STORE' AND raw LIKE '%drone-poison%'`)).toBe(1));
});

test('K11: rows are of the kit that was asked, whichever it says it is', async () => {
  await serve(
    [aDroneRecord({ id: 'drone-other', kit_id: 'kit-2', kitId: 'kit-2', seen_by: 'wardragon-OTHER' })],
    [aSignalRecord({ uid: 'signal-other', kit_id: 'kit-2' })],
  );
  expect(await dronesLike('drone-other')).toMatchObject([{ kit_id: 'kit-1' }]);
  for (const table of ['drones', 'signals', 'system_health'])
    expect(await count(`SELECT count(*) FROM ${table} WHERE kit_id <> 'kit-1'`)).toBe(0);
  expect(await count('SELECT count(*) FROM kits')).toBe(1);
});
