import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEmbeddedPostgres, type EmbeddedPostgres } from '../../src/db/embedded.js';
import { migrate } from '../../src/db/migrate.js';
import { createPool } from '../../src/db/pool.js';
import { createDelivery, type Delivery } from '../../src/ingest/delivery.js';
import { createSpool } from '../../src/ingest/lmdb-spool.js';
import { createTimescaleSink } from '../../src/sinks/timescale-sink.js';
import { captureLogs, type CapturedLogs } from '../support/logs.js';
import { aTrackReport, NOON_MS } from '../support/observations.js';
import { waitFor } from '../support/wait-for.js';

const silent = pino({ level: 'silent' });
let dataDir: string;
let server: EmbeddedPostgres;
let connectionString: string;
let pool: pg.Pool;
let delivery: Delivery;
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
  await delivery.stop({ deadlineMs: 1000 });
  await pool.end();
  await server.stop();
  await rm(join(dataDir, 'spool'), { recursive: true, force: true });
});

async function start(): Promise<void> {
  delivery = createDelivery({
    sink: createTimescaleSink({ pool, ready: () => true }),
    spool: createSpool({
      directory: join(dataDir, 'spool', 'tsdb'),
      maxBytes: 2 ** 28,
      logger: silent,
      now: Date.now,
    }),
    logger: logs.logger,
    now: Date.now,
    random: Math.random,
    mode: 'direct',
    bury: (letter, receipt) => delivery.offer([{ record: letter, priority: 'NORMAL' }], receipt),
    probeEveryMs: 200,
  });
  await delivery.start();
  delivery.resume();
}

const poll = (from: number, to: number) =>
  delivery.offer(
    Array.from({ length: to - from }, (_, index) => ({
      record: aTrackReport({ observedAtMs: NOON_MS + from + index }),
      priority: 'HIGH',
    })),
    null,
  );

async function storedTimes(): Promise<number[]> {
  const { rows } = await pool.query<{ time: number }>('SELECT time FROM drones ORDER BY time');
  return rows.map(({ time }) => time - NOON_MS);
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

const drained = () =>
  waitFor(() => expect(delivery.state()).toMatchObject({ spooled: 0, buffered: 0, healthy: true }));

test('nothing is lost while the database is away, and it is said once that it went and came back', async () => {
  await start();
  poll(0, 500);
  await waitFor(() => expect(delivery.state()).toMatchObject({ written: 500 }));
  await server.stop();
  for (let from = 500; from < 3000; from += 500) poll(from, from + 500);
  await waitFor(() => expect(delivery.state()).toMatchObject({ healthy: false, spooled: 2500, buffered: 0 }));
  await server.start();
  await drained();
  expect(await storedTimes()).toEqual(upTo(3000));
  expect(delivery.state()).toMatchObject({ written: 3000, dropped: 0, deadLettered: 0 });
  expect(logs.count('the database is away: records wait on disk')).toBe(1);
  expect(logs.count('the database is back')).toBe(1);
});

test('nothing is lost or doubled when the server is restarted while records keep coming', async () => {
  await start();
  let polled = 0;
  const feed = setInterval(() => poll(polled, (polled += 20)), 10);
  try {
    await waitFor(() => expect(delivery.state().written).toBeGreaterThan(0));
    await server.stop();
    await waitFor(() => expect(delivery.state().spooled).toBeGreaterThan(0));
    await server.start();
    const written = delivery.state().written;
    await waitFor(() => expect(delivery.state().written).toBeGreaterThan(written + 100));
  } finally {
    clearInterval(feed);
  }
  await drained();
  expect(await storedTimes()).toEqual(upTo(polled));
  expect(delivery.state()).toMatchObject({ dropped: 0, deadLettered: 0 });
});

test('a database that is away when we start, and comes later, gets everything', async () => {
  await server.stop();
  await start();
  poll(0, 10);
  await waitFor(() => expect(delivery.state()).toMatchObject({ spooled: 10, healthy: false }));
  await server.start();
  await drained();
  expect(await storedTimes()).toEqual(upTo(10));
});
