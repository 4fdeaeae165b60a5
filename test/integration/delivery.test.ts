import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPool } from '../../src/db/pool.js';
import type { Observation } from '../../src/domain/observation.js';
import { createDelivery, type Delivery } from '../../src/ingest/delivery.js';
import { createSpool } from '../../src/ingest/lmdb-spool.js';
import { createReceipt, type Outcome } from '../../src/ingest/receipt.js';
import { createTimescaleSink } from '../../src/sinks/timescale-sink.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { captureLogs, type CapturedLogs } from '../support/logs.js';
import { aTrackReport, NOON_MS } from '../support/observations.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';

const silent = pino({ level: 'silent' });
let database: TestDatabase;
let proxy: TcpProxy;
let pool: pg.Pool;
let dataDir: string;
let logs: CapturedLogs;
let delivery: Delivery;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query('TRUNCATE drones, aircraft, dead_letters');
  dataDir = await mkdtemp(join(tmpdir(), 'airpicture-delivery-'));
  const { hostname, port } = new URL(database.connectionString);
  proxy = await startTcpProxy({ host: hostname, port: Number(port) });
  const throughProxy = new URL(database.connectionString);
  throughProxy.hostname = '127.0.0.1';
  throughProxy.port = String(proxy.port);
  pool = createPool({ connectionString: throughProxy.href, max: 2, name: 'sink', logger: silent });
  logs = captureLogs();
});
afterEach(async () => {
  await delivery.stop({ deadlineMs: 1000 });
  await pool.end();
  await proxy.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start({ resume = true, maxSpoolBytes = 100 * 1024 * 1024 } = {}): Promise<void> {
  delivery = createDelivery({
    sink: createTimescaleSink({ pool, ready: () => true, writeTimeoutMs: 1000 }),
    spool: createSpool({
      directory: join(dataDir, 'tsdb'),
      maxBytes: maxSpoolBytes,
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
  if (resume) {
    delivery.resume();
    // Otherwise the first records still go to disk.
    await delivery.flush();
  }
}

const reports = (from: number, to: number, given: Parameters<typeof aTrackReport>[0] = {}) =>
  Array.from({ length: to - from }, (_, index) =>
    aTrackReport({ observedAtMs: NOON_MS + from + index, ...given }),
  );

function push(records: readonly Observation[]): Promise<readonly Outcome[]> {
  const receipt = createReceipt(records.length);
  delivery.offer(
    records.map((record) => ({ record, priority: 'HIGH' })),
    receipt,
  );
  return receipt.outcomes;
}

async function storedTimes(): Promise<number[]> {
  const { rows } = await database.pool.query<{ time: number }>('SELECT time FROM drones ORDER BY time');
  return rows.map(({ time }) => time - NOON_MS);
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Nothing waits on disk, and the database is used directly. */
const drained = () =>
  waitFor(() => expect(delivery.state()).toMatchObject({ spooled: 0, healthy: true, circuit: 'CLOSED' }));

test('a push is in the database when it is acknowledged', async () => {
  await start();
  expect(new Set(await push(reports(0, 1500)))).toEqual(new Set(['written']));
  expect(await storedTimes()).toEqual(upTo(1500));
});

test('one poisoned record of 500 becomes a dead letter, and the other 499 are stored', async () => {
  await start();
  const poison = aTrackReport({ observedAtMs: NOON_MS - 1, description: 'a\0b' });
  const outcomes = await push([...reports(0, 200), poison, ...reports(200, 499)]);
  expect(outcomes[200]).toBe('deadLettered');
  expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(499);
  expect(await storedTimes()).toEqual(upTo(499));
  const { rows } = await database.pool.query('SELECT stage, reason, sink, raw FROM dead_letters');
  expect(rows).toEqual([
    { stage: 'STORE', reason: 'data exception', sink: 'tsdb', raw: JSON.stringify(poison) },
  ]);
});

test('a poisoned record that waited on disk becomes a dead letter, and blocks nothing behind it', async () => {
  await start({ resume: false });
  await push([...reports(0, 10), aTrackReport({ description: 'a\0b' }), ...reports(10, 20)]);
  delivery.resume();
  await drained();
  expect(await storedTimes()).toEqual(upTo(20));
  expect(delivery.state()).toMatchObject({ deadLettered: 1 });
  const { rows } = await database.pool.query('SELECT reason FROM dead_letters');
  expect(rows).toEqual([{ reason: 'data exception' }]);
});

test('when connections are cut again and again while records keep coming, each is stored once', async () => {
  await start();
  const outcomes: Promise<readonly Outcome[]>[] = [];
  let pushed = 0;
  const feed = setInterval(() => outcomes.push(push(reports(pushed, (pushed += 10)))), 10);
  try {
    for (let cut = 0; cut < 3; cut++) {
      await drained();
      const { written } = delivery.state();
      await waitFor(() => expect(delivery.state().written).toBeGreaterThan(written), 5);
      proxy.refuse();
      await waitFor(() => expect(delivery.state().healthy).toBe(false), 5);
      proxy.recover();
    }
  } finally {
    clearInterval(feed);
  }
  expect(new Set((await Promise.all(outcomes)).flat())).toEqual(new Set(['written', 'queued']));
  await drained();
  expect(await storedTimes()).toEqual(upTo(pushed));
  expect(delivery.state()).toMatchObject({ dropped: 0, deadLettered: 0 });
});

test('while the database is frozen, pushes are queued on disk, and stored when it thaws', async () => {
  await start();
  await push(reports(0, 10));
  proxy.freeze();
  expect(new Set(await push(reports(10, 20)))).toEqual(new Set(['queued']));
  expect(new Set(await push(reports(20, 30)))).toEqual(new Set(['queued']));
  expect(await storedTimes()).toEqual(upTo(10));
  proxy.recover();
  await drained();
  expect(await storedTimes()).toEqual(upTo(30));
  expect(new Set(await push(reports(30, 40)))).toEqual(new Set(['written']));
});

test('a commit that reached the database, but whose answer did not come back, is repeated without doubles', async () => {
  await start();
  await push(reports(0, 1));
  proxy.swallowAnswers('COMMIT', 1);
  const outcomes = await push(reports(1, 101));
  expect(proxy.swallowedAnswers).toBe(1);
  expect(new Set(outcomes)).toEqual(new Set(['queued']));
  await drained();
  expect(await storedTimes()).toEqual(upTo(101));
  expect(delivery.state()).toMatchObject({ duplicates: 100, written: 101 });
});

test('reports about an aircraft reach the database in their order, through an outage and back', async () => {
  await database.pool.query('CREATE TABLE arrival (id bigserial, time timestamptz)');
  await database.pool.query(`
    CREATE FUNCTION note_arrival() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO arrival (time) VALUES (NEW.time); RETURN NULL; END $$`);
  await database.pool.query(
    'CREATE TRIGGER arrived AFTER INSERT ON drones FOR EACH ROW EXECUTE FUNCTION note_arrival()',
  );
  try {
    await start();
    for (let from = 0; from < 3000; from += 50) {
      void push(reports(from, from + 50));
      if (from === 1000) proxy.refuse();
      if (from === 1000) await waitFor(() => expect(delivery.state().healthy).toBe(false), 10);
      if (from === 2000) proxy.recover();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await drained();
    const { rows } = await database.pool.query<{ time: number }>('SELECT time FROM arrival ORDER BY id');
    expect(rows.map(({ time }) => time - NOON_MS)).toEqual(upTo(3000));
  } finally {
    await database.pool.query('DROP TRIGGER arrived ON drones; DROP TABLE arrival');
  }
});

test('stopping while the database is away leaves everything on disk, and the next start brings it home', async () => {
  await start();
  proxy.refuse();
  expect(new Set(await push(reports(0, 100)))).toEqual(new Set(['queued']));
  delivery.offer(
    reports(100, 200).map((record) => ({ record, priority: 'HIGH' })),
    null,
  );
  await delivery.stop({ deadlineMs: 2000 });
  proxy.recover();
  await start();
  await drained();
  expect(await storedTimes()).toEqual(upTo(200));
  expect(logs.entries.filter(({ level }) => level >= 50)).toEqual([]);
});

test('a full spool is never acknowledged, and what was acknowledged is stored in the end', async () => {
  await start({ resume: false, maxSpoolBytes: 8 * 1024 * 1024 });
  const acknowledged: number[] = [];
  let refused = 0;
  for (let from = 0; refused === 0; from += 100) {
    const outcomes = await push(reports(from, from + 100, { description: 'x'.repeat(5000) }));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome === 'queued') acknowledged.push(from + index);
      else refused += 1;
    }
  }
  expect(acknowledged.length).toBeGreaterThan(100);
  expect(delivery.refusal()).toMatchObject({ kind: 'full' });
  delivery.resume();
  await drained();
  expect(await storedTimes()).toEqual(acknowledged);
  expect(delivery.refusal()).toBeNull();
  expect(new Set(await push(reports(50_000, 50_010)))).toEqual(new Set(['written']));
});
