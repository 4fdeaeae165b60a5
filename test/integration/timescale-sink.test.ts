import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../src/domain/log-event.js';
import type { KitStatusObservation } from '../../src/domain/observation.js';
import type { Sink, SinkRecord } from '../../src/sinks/sink.js';
import { createTimescaleSink } from '../../src/sinks/timescale-sink.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aSignal, aTrackReport, NOON_MS } from '../support/observations.js';

let database: TestDatabase;
let sink: Sink;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query('TRUNCATE drones, signals, system_health, aircraft, events, pushes');
  sink = createTimescaleSink({ pool: database.pool, ready: () => true });
});

const write = (records: readonly SinkRecord[]) => sink.write(records, new AbortController().signal);

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
  await write([
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
  await write([aSignal(), aStatus(), aTrackReport()]);
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
});

test('times from 1970 to 2100 keep their millisecond', async () => {
  const days = Array.from({ length: 40 }, (_, index) => Date.UTC(1970 + Math.floor(index * 3.33), 5, 1));
  const times = days.flatMap((day) =>
    Array.from({ length: 75 }, (_, index) => day + index * 1_151_921 + index),
  );
  await write(times.map((observedAtMs) => aSignal({ observedAtMs })));
  const { rows: read } = await database.pool.query<{ time: number; micros: string }>(
    "SELECT time, to_char(time, 'US') AS micros FROM signals ORDER BY time",
  );
  expect(read).toEqual(times.map((time) => ({ time, micros: `${time % 1000}`.padStart(3, '0') + '000' })));
});

const anEvent = (given: Partial<LogEvent> = {}): LogEvent => ({
  type: 'log',
  eventId: '0190c5a4-0000-7000-8000-000000000001',
  observedAtMs: NOON_MS,
  receivedAtMs: NOON_MS + 20,
  timeSource: 'kit',
  source: 'edge-01',
  sourceId: 'push:edge-01',
  kitId: null,
  host: 'edge-01.local',
  service: 'sdr',
  eventType: 'syslog',
  severity: 'warning',
  message: 'say "hi" to {braces} and back\\slash',
  data: { nested: { list: [1, null, 'a"b\\c'] }, n: 1.5 },
  warnings: ['odd'],
  ...given,
});

test('every column of a log event is what was pushed', async () => {
  await write([anEvent()]);
  expect(await rows('SELECT * FROM events')).toEqual([
    {
      time: NOON_MS,
      event_id: '0190c5a4-0000-7000-8000-000000000001',
      received_at: NOON_MS + 20,
      time_source: 'kit',
      source: 'edge-01',
      source_id: 'push:edge-01',
      kit_id: null,
      host: 'edge-01.local',
      service: 'sdr',
      event_type: 'syslog',
      severity: 'warning',
      message: 'say "hi" to {braces} and back\\slash',
      data: { nested: { list: [1, null, 'a"b\\c'] }, n: 1.5 },
      warnings: ['odd'],
    },
  ]);
});

test('a push keeps the time at which it was received first', async () => {
  await write([{ type: 'pushReceived', key: 'batch-1', receivedAtMs: NOON_MS }]);
  await write([{ type: 'pushReceived', key: 'batch-1', receivedAtMs: NOON_MS + 5000 }]);
  expect(await rows('SELECT * FROM pushes')).toEqual([{ key: 'batch-1', received_at: NOON_MS }]);
  expect(sink.duplicates?.()).toBe(1);
});

test('a repeat inside a batch and across batches is stored once, and counted', async () => {
  await write([...reports(10), ...reports(10), anEvent(), anEvent()]);
  await write([...reports(12), anEvent()]);
  expect(await rows('SELECT count(*) AS count FROM drones')).toEqual([{ count: 12 }]);
  expect(await rows('SELECT count(*) AS count FROM events')).toEqual([{ count: 1 }]);
  expect(sink.duplicates?.()).toBe(22);
});

describe('a batch with a record that the database refuses is refused as a whole, for the record’s sake', () => {
  test.each([
    ['NUL in a text', aTrackReport({ description: 'a\0b' }), 'data exception'],
    ['a latitude of 91°', aTrackReport({ lat: 91 }), 'integrity constraint violation'],
    ['not a number', aTrackReport({ altitudeM: NaN }), 'integrity constraint violation'],
    ['an infinite speed', aTrackReport({ speedMps: Infinity }), 'integrity constraint violation'],
    ['an id that no index can hold', aTrackReport({ droneId: randomText(20_000) }), 'program limit exceeded'],
    ['a run time beyond an integer', aTrackReport({ runtimeS: 1e12 }), 'data exception'],
    ['NUL in the data of a log event', anEvent({ data: { text: 'a\0b' } }), 'data exception'],
    ['half a character in the data of a log event', anEvent({ data: { text: '\ud800' } }), 'data exception'],
    ['an event id that is none', anEvent({ eventId: 'x' }), 'data exception'],
  ])('%s', async (_, record, reason) => {
    await expect(write([...reports(10), record])).rejects.toMatchObject({
      name: 'SinkError',
      failure: 'record',
      reason,
    });
    expect(await rows('SELECT FROM drones')).toEqual([]);
  });
});

test('nothing is written before the database is up to date', async () => {
  sink = createTimescaleSink({ pool: database.pool, ready: () => false });
  await expect(write(reports(1))).rejects.toMatchObject({ failure: 'outage' });
  await expect(sink.probe(new AbortController().signal)).rejects.toMatchObject({ failure: 'outage' });
});

describe('when a lock is held for ever', () => {
  test.each([
    ['a write ends after its time', 50, null],
    ['a write ends when it is aborted', 5000, 50],
  ])('%s, and the next one works', async (_, writeTimeoutMs, abortAfterMs) => {
    sink = createTimescaleSink({ pool: database.pool, ready: () => true, writeTimeoutMs });
    const blocker = await database.pool.connect();
    await blocker.query('BEGIN; LOCK TABLE drones');
    const aborting = new AbortController();
    if (abortAfterMs !== null) setTimeout(() => aborting.abort(), abortAfterMs);
    await expect(sink.write(reports(1), aborting.signal)).rejects.toMatchObject({ failure: 'outage' });
    await blocker.query('ROLLBACK');
    blocker.release();
    sink = createTimescaleSink({ pool: database.pool, ready: () => true });
    await write(reports(1));
    expect(await rows('SELECT FROM drones')).toHaveLength(1);
  });
});

/** Does not shrink when PostgreSQL compresses it. */
function randomText(length: number): string {
  let seed = 1;
  return Array.from({ length }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (seed % 90));
  }).join('');
}
