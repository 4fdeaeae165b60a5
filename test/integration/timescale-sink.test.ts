import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { KitStatusObservation } from '../../src/domain/observation.js';
import { createTimescaleSink, type TimescaleSink } from '../../src/sinks/timescale.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aSignal, aTrackReport, NOON_MS } from '../support/observations.js';
import { waitFor } from '../support/wait-for.js';

let database: TestDatabase;
let sink: TimescaleSink;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query('TRUNCATE drones, signals, system_health, aircraft');
  sink = createTimescaleSink({ pool: database.pool, logger: pino({ level: 'silent' }), now: Date.now });
  sink.start();
});
afterEach(() => sink.stop());

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const result = await database.pool.query<Record<string, unknown>>(sql);
  return result.rows;
}

const reports = (count: number, given: Parameters<typeof aTrackReport>[0] = {}) =>
  Array.from({ length: count }, (_, index) => aTrackReport({ observedAtMs: NOON_MS + index, ...given }));

const aStatus = (given: Partial<KitStatusObservation> = {}): KitStatusObservation => ({
  type: 'kitStatus',
  kitId: 'kit-1',
  sourceId: 'dragonsync:kit-1',
  observedAtMs: NOON_MS,
  receivedAtMs: NOON_MS + 400,
  kitTimeS: null,
  timeSource: 'server',
  warnings: [],
  uid: 'wardragon-1',
  lat: 46.7,
  lon: 8,
  altitudeM: 570,
  cpuPercent: 20.5,
  memoryPercent: 40,
  diskPercent: 12,
  uptimeHours: 3.25,
  tempCpuC: 51,
  tempGpuC: null,
  plutoTempC: 44.5,
  zynqTempC: 47,
  speedMps: 0,
  courseDeg: null,
  gpsFix: true,
  timeSourceName: 'gpsd',
  ...given,
});

test('every column of a detection is what was observed', async () => {
  sink.write([
    aTrackReport({
      observedAtMs: NOON_MS + 123,
      warnings: ['clock is "off"', 'back\\slash, {brace}'],
      pilot: { lat: 46.1, lon: 8.1, altitudeM: 500 },
      home: { lat: 46.2, lon: 8.2, altitudeM: null },
      mac: '60:60:1f:aa:bb:cc',
      transport: 'BLE',
      idType: 'Serial Number (ANSI/CTA-2063-A)',
      uaType: 'Helicopter or Multirotor',
      operationalStatus: 'Airborne',
      operatorId: 'FIN87astrdge12k8',
      caaId: 'caa-1',
      description: "'); DROP TABLE drones; --",
      make: 'DJI',
      model: 'Mini 4 Pro',
      ridSource: 'FAA',
      runtimeS: 12.4,
      callsign: 'HB-1',
      squawk: '7000',
      registration: 'HB-ABC',
    }),
  ]);
  await sink.flush();
  expect(await rows('SELECT * FROM drones')).toEqual([
    {
      time: NOON_MS + 123,
      kit_id: 'kit-1',
      drone_id: 'drone-A',
      received_at: NOON_MS + 523,
      source_id: 'dragonsync:kit-1',
      kit_time_s: (NOON_MS + 123) / 1000,
      time_source: 'kit',
      kind: 'DRONE',
      lat: 46.75,
      lon: 8.03,
      altitude_m: 640,
      height_m: 60,
      speed_mps: 8,
      vertical_speed_mps: 0,
      course_deg: 90,
      pilot_lat: 46.1,
      pilot_lon: 8.1,
      home_lat: 46.2,
      home_lon: 8.2,
      rssi_dbm: -70,
      frequency_mhz: 2437,
      mac: '60:60:1f:aa:bb:cc',
      transport: 'BLE',
      id_type: 'Serial Number (ANSI/CTA-2063-A)',
      ua_type: 'Helicopter or Multirotor',
      operational_status: 'Airborne',
      operator_id: 'FIN87astrdge12k8',
      caa_id: 'caa-1',
      description: "'); DROP TABLE drones; --",
      make: 'DJI',
      model: 'Mini 4 Pro',
      rid_source: 'FAA',
      runtime_s: 12,
      callsign: 'HB-1',
      squawk: '7000',
      registration: 'HB-ABC',
      warnings: ['clock is "off"', 'back\\slash, {brace}'],
    },
  ]);
});

test('signals and kit statuses arrive in their tables', async () => {
  sink.write([aSignal(), aStatus(), aTrackReport()]);
  await sink.flush();
  expect(
    await rows(
      'SELECT time, signal_uid, freq_mhz, power_dbm, bandwidth_mhz, signal_type, pal_confidence FROM signals',
    ),
  ).toEqual([
    {
      time: NOON_MS,
      signal_uid: 'fpv-alert-5785MHz',
      freq_mhz: 5785,
      power_dbm: -51,
      bandwidth_mhz: 6,
      signal_type: 'fpv',
      pal_confidence: 0.8,
    },
  ]);
  expect(
    await rows(
      'SELECT time, cpu_percent, uptime_hours, temp_gpu_c, gps_fix, time_source_name, warnings FROM system_health',
    ),
  ).toEqual([
    {
      time: NOON_MS,
      cpu_percent: 20.5,
      uptime_hours: 3.25,
      temp_gpu_c: null,
      gps_fix: true,
      time_source_name: 'gpsd',
      warnings: null,
    },
  ]);
  expect(sink.stats()).toMatchObject({
    buffered: 0,
    written: 3,
    duplicates: 0,
    failed: 0,
    dropped: 0,
    available: true,
  });
});

test('times from 1970 to 2100 keep their millisecond', async () => {
  const days = Array.from({ length: 40 }, (_, index) => Date.UTC(1970 + Math.floor(index * 3.33), 5, 1));
  const times = days.flatMap((day) =>
    Array.from({ length: 75 }, (_, index) => day + index * 1_151_921 + index),
  );
  sink.write(times.map((observedAtMs) => aSignal({ observedAtMs })));
  await sink.flush();
  const { rows: read } = await database.pool.query<{ time: number; micros: string }>(
    "SELECT time, to_char(time, 'US') AS micros FROM signals ORDER BY time",
  );
  expect(read).toEqual(times.map((time) => ({ time, micros: `${time % 1000}`.padStart(3, '0') + '000' })));
});

test('a thousand rows and more are all written', async () => {
  sink.write(reports(2500));
  await sink.flush();
  expect(await rows('SELECT count(*) AS count, min(time) AS first, max(time) AS last FROM drones')).toEqual([
    { count: 2500, first: NOON_MS, last: NOON_MS + 2499 },
  ]);
  expect(sink.stats()).toMatchObject({ written: 2500, duplicates: 0 });
});

test('a few rows are written without anybody asking', async () => {
  sink.write(reports(3));
  await waitFor(async () => expect(await rows('SELECT FROM drones')).toHaveLength(3));
});

test('a repeat inside a batch and across batches is stored once', async () => {
  sink.write([...reports(10), ...reports(10)]);
  await sink.flush();
  sink.write(reports(12));
  await sink.flush();
  expect(await rows('SELECT count(*) AS count FROM drones')).toEqual([{ count: 12 }]);
  expect(sink.stats()).toMatchObject({ written: 12, duplicates: 20 });
});

describe('a row that the database refuses costs only itself', () => {
  test.each([
    ['NUL in a text', { description: 'a\0b' }],
    ['a latitude of 91°', { lat: 91 }],
    ['not a number', { altitudeM: NaN }],
    ['an infinite speed', { speedMps: Infinity }],
    ['an id that no index can hold', { droneId: randomText(20_000) }],
    ['a run time beyond an integer', { runtimeS: 1e12 }],
  ])('%s', async (_, given) => {
    const good = reports(1000);
    sink.write([
      ...good.slice(0, 700),
      aTrackReport({ observedAtMs: NOON_MS - 1, ...given }),
      ...good.slice(700),
    ]);
    await sink.flush();
    expect(await rows('SELECT count(*) AS count FROM drones')).toEqual([{ count: 1000 }]);
    expect(sink.stats()).toMatchObject({
      written: 1000,
      failed: 1,
      dropped: 0,
      buffered: 0,
      available: true,
    });
    expect(sink.stats().lastError).not.toBeNull();
  });

  test('several of them', async () => {
    const bad = reports(5, { lat: 91 });
    sink.write([...bad, ...reports(20), ...bad]);
    await sink.flush();
    expect(await rows('SELECT count(*) AS count FROM drones')).toEqual([{ count: 20 }]);
    expect(sink.stats()).toMatchObject({ written: 20, failed: 10 });
  });
});

test('stopping writes what waits and may be done twice', async () => {
  sink.write(reports(1500));
  await sink.stop();
  await sink.stop();
  expect(await rows('SELECT count(*) AS count FROM drones')).toEqual([{ count: 1500 }]);
});

/** Does not shrink when PostgreSQL compresses it. */
function randomText(length: number): string {
  let seed = 1;
  return Array.from({ length }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (seed % 90));
  }).join('');
}
