import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEmbeddedPostgres, type EmbeddedPostgres } from '../../src/db/embedded.js';
import { migrate } from '../../src/db/migrate.js';
import { createPool } from '../../src/db/pool.js';
import { createTimescaleSink, type TimescaleSink } from '../../src/sinks/timescale.js';
import { captureLogs, type CapturedLogs } from '../support/logs.js';
import { aTrackReport, NOON_MS } from '../support/observations.js';
import { waitFor } from '../support/wait-for.js';

const silent = pino({ level: 'silent' });
let dataDir: string;
let server: EmbeddedPostgres;
let connectionString: string;
let pool: pg.Pool;
let sink: TimescaleSink;
let logs: CapturedLogs;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'airpicture-outage-'));
  server = createEmbeddedPostgres({ dataDir, logger: silent });
  connectionString = await server.start();
  await migrate({ connectionString, logger: silent });
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  // The same port again, so the same address.
  expect(await server.start()).toBe(connectionString);
  logs = captureLogs();
  pool = createPool({ connectionString, max: 2, name: 'sink', logger: silent, connectionTimeoutMs: 1000 });
  await pool.query('TRUNCATE drones, aircraft');
});
afterEach(async () => {
  await sink.stop({ deadlineMs: 0 });
  await pool.end();
  await server.stop();
});

function startSink(options: { maxBufferedRows?: number } = {}): void {
  sink = createTimescaleSink({ pool, logger: logs.logger, now: Date.now, maxRetryMs: 200, ...options });
  sink.start();
}

const reports = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => aTrackReport({ observedAtMs: NOON_MS + from + index }));

async function storedTimes(): Promise<number[]> {
  const { rows } = await pool.query<{ time: number }>('SELECT time FROM drones ORDER BY time');
  return rows.map(({ time }) => time - NOON_MS);
}

const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test('nothing is lost while the database is away, and it is said once that it went and came back', async () => {
  startSink();
  sink.write(reports(0, 500));
  await sink.flush();
  await server.stop();
  for (let from = 500; from < 3000; from += 500) sink.write(reports(from, from + 500));
  await waitFor(() => expect(sink.stats()).toMatchObject({ available: false, buffered: 2500 }));
  await server.start();
  await sink.flush();
  expect(await storedTimes()).toEqual(upTo(0, 3000));
  expect(sink.stats()).toMatchObject({ available: true, written: 3000, dropped: 0, failed: 0, buffered: 0 });
  expect(logs.count('the database is away: rows wait in memory')).toBe(1);
  expect(logs.count('the database is back')).toBe(1);
});

test('nothing is lost or doubled when the server is restarted while rows keep coming', async () => {
  startSink();
  let written = 0;
  const feed = setInterval(() => sink.write(reports(written, (written += 200))), 5);
  await waitFor(() => expect(sink.stats().written).toBeGreaterThan(0));
  await server.stop();
  await server.start();
  await waitFor(() =>
    expect(sink.stats()).toMatchObject({ available: true, buffered: expect.any(Number) as number }),
  );
  clearInterval(feed);
  await sink.flush();
  expect(await storedTimes()).toEqual(upTo(0, written));
  expect(sink.stats()).toMatchObject({ dropped: 0, failed: 0 });
});

test('the oldest rows are dropped and counted when too many wait', async () => {
  await server.stop();
  startSink({ maxBufferedRows: 1000 });
  for (let from = 0; from < 2500; from += 100) sink.write(reports(from, from + 100));
  await waitFor(() =>
    expect(sink.stats()).toMatchObject({ available: false, buffered: 1000, dropped: 1500 }),
  );
  await server.start();
  await sink.flush();
  expect(await storedTimes()).toEqual(upTo(1500, 2500));
  expect(logs.count('too many rows wait for the database: the oldest are dropped')).toBe(1);
  expect(logs.entries.filter(({ msg }) => msg === 'rows are kept again; these were dropped')).toMatchObject([
    { rows: 1500 },
  ]);
});

test('a database that comes after the sink has started gets everything', async () => {
  await server.stop();
  startSink();
  sink.write(reports(0, 10));
  await waitFor(() => expect(sink.stats().available).toBe(false));
  await server.start();
  await sink.flush();
  expect(await storedTimes()).toEqual(upTo(0, 10));
});

test('stopping without a database ends at the deadline and says how much is lost', async () => {
  await server.stop();
  startSink();
  sink.write(reports(0, 10));
  const flushed = sink.flush();
  await sink.stop({ deadlineMs: 100 });
  await flushed;
  expect(sink.stats()).toMatchObject({ buffered: 0, dropped: 10, written: 0 });
  expect(logs.entries.filter(({ msg }) => msg.startsWith('stopped without the database'))).toMatchObject([
    { rows: 10 },
  ]);
});

test('a server that does not answer is given up at the deadline', async () => {
  startSink();
  const blocker = await pool.connect();
  await blocker.query('BEGIN; LOCK TABLE drones');
  sink.write(reports(0, 10));
  await waitFor(async () => {
    const { rowCount } = await blocker.query(
      "SELECT FROM pg_locks WHERE relation = 'drones'::regclass AND NOT granted",
    );
    expect(rowCount).toBe(1);
  });
  await sink.stop({ deadlineMs: 50 });
  await blocker.query('ROLLBACK');
  blocker.release();
  expect(sink.stats()).toMatchObject({ buffered: 0, dropped: 10 });
});
