import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSpool } from '../../src/ingest/lmdb-spool.js';
import type { SinkRecord } from '../../src/sinks/sink.js';
import { runCli } from '../support/cli.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { LOGGED_MS } from '../support/drone-log.js';
import { aSignal, aTrackReport, NOON_MS } from '../support/observations.js';

let database: TestDatabase;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'airpicture-replay-'));
});
afterEach(async () => {
  await database.pool.query('TRUNCATE drones, signals, aircraft, dead_letters');
  await rm(directory, { recursive: true, force: true });
});

function spoolOf(sink: 'tsdb' | 'loki') {
  return createSpool({
    directory: join(directory, 'spool', sink),
    maxBytes: 64 * 1024 * 1024,
    logger: pino({ level: 'silent' }),
    now: Date.now,
  });
}

async function spooled(sink: 'tsdb' | 'loki', records: readonly SinkRecord[]): Promise<void> {
  const spool = spoolOf(sink);
  await spool.open();
  await spool.append(records);
  await spool.close();
}

async function waiting(sink: 'tsdb' | 'loki'): Promise<number> {
  const spool = spoolOf(sink);
  await spool.open();
  const { size } = spool;
  await spool.close();
  return size;
}

const replay = (flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
  runCli(['replay-spool', ...flags], {
    DATABASE_URL: database.connectionString,
    DATA_DIR: directory,
    ...env,
  });

const rowCount = async (table: string) =>
  (await database.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)).rows[0]
    ?.count;

const reports = (count: number) =>
  Array.from({ length: count }, (_, index) => aTrackReport({ observedAtMs: NOON_MS + index }));

test('what waits on disk is written to the database, and the spool is empty then', async () => {
  await spooled('tsdb', [...reports(2500), aSignal()]);
  const { code, stdout } = await replay();
  expect(code).toBe(0);
  expect(stdout).toContain(
    'tsdb: 2501 written (0 of them there already), 0 dead letters, 0 unreadable, 0 left',
  );
  expect(await rowCount('drones')).toBe(2500);
  expect(await rowCount('signals')).toBe(1);
  expect(await waiting('tsdb')).toBe(0);
  expect((await replay()).stdout).toContain('tsdb: nothing waits');
});

test('R8: a flipped bit costs the record that it is in, which is counted; the rest is replayed', async () => {
  const records = reports(5).map((report, index) => ({ ...report, description: `record-${index}` }));
  await spooled('tsdb', records);
  const path = join(directory, 'spool', 'tsdb', 'data.mdb');
  const bytes = await readFile(path);
  const at = bytes.indexOf('record-3');
  expect(at).toBeGreaterThan(0);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(path, bytes);
  const { code, stdout } = await replay();
  expect(code).toBe(0);
  expect(stdout).toContain('tsdb: 4 written (0 of them there already), 0 dead letters, 1 unreadable, 0 left');
  const { rows } = await database.pool.query('SELECT description FROM drones ORDER BY description');
  expect(rows.map(({ description }: { description: string }) => description)).toEqual([
    'record-0',
    'record-1',
    'record-2',
    'record-4',
  ]);
});

test('a dry run says what waits and leaves it there', async () => {
  await spooled('tsdb', [...reports(3), aSignal()]);
  const { code, stdout } = await replay(['--dry-run'], {
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/tsdb: 4 records wait, .* the oldest for \d+ s/);
  expect(stdout).toContain('track: 3');
  expect(stdout).toContain('signal: 1');
  expect(await rowCount('drones')).toBe(0);
  expect(await waiting('tsdb')).toBe(4);
});

test('while a server has the spool open it is refused, and nothing is touched', async () => {
  const spool = spoolOf('tsdb');
  await spool.open();
  try {
    await spool.append(reports(2));
    const { code, stderr } = await replay();
    expect(code).toBe(1);
    expect(stderr).toContain(`A running Airpicture (process ${process.pid}) has the spool open`);
    expect(spool.size).toBe(2);
    expect(await rowCount('drones')).toBe(0);
  } finally {
    await spool.close();
  }
});

test('a record that the database refuses becomes a dead letter, and its neighbours are written', async () => {
  await database.pool.query("ALTER TABLE drones ADD CONSTRAINT no_poison CHECK (drone_id <> 'drone-poison')");
  try {
    await spooled('tsdb', [
      ...reports(20),
      aTrackReport({ droneId: 'drone-poison' }),
      aTrackReport({ droneId: 'drone-B' }),
    ]);
    const { code, stdout } = await replay();
    expect(code).toBe(0);
    expect(stdout).toContain('21 written (0 of them there already), 1 dead letters');
    expect(await rowCount('drones')).toBe(21);
    const { rows } = await database.pool.query('SELECT stage, sink, format FROM dead_letters');
    expect(rows).toEqual([{ stage: 'STORE', sink: 'tsdb', format: 'observation' }]);
    expect(await waiting('tsdb')).toBe(0);
  } finally {
    await database.pool.query('ALTER TABLE drones DROP CONSTRAINT no_poison');
  }
});

test("Loki's spool waits while Loki is not enabled, which is said, and the database's is written", async () => {
  await spooled('loki', reports(2));
  await spooled('tsdb', reports(2));
  const { code, stdout } = await replay();
  expect(code).toBe(1);
  expect(stdout).toContain('loki: 2 records wait, but it is not enabled');
  expect(await waiting('loki')).toBe(2);
  expect(await rowCount('drones')).toBe(2);
});

test('what Loki refuses becomes a dead letter in the database', async () => {
  await spooled('loki', [aTrackReport({ observedAtMs: LOGGED_MS })]);
  const { code, stdout } = await replay([], { LOKI_ENABLED: 'true', LOKI_URL: 'http://127.0.0.1:1' });
  expect(code).toBe(0);
  expect(stdout).toContain('loki: 0 written (0 of them there already), 1 dead letters');
  const { rows } = await database.pool.query('SELECT reason, sink FROM dead_letters');
  expect(rows).toEqual([{ reason: 'too old for Loki', sink: 'loki' }]);
  expect(await rowCount('drones')).toBe(0);
});

test('a sink that does not answer leaves everything where it is', async () => {
  await spooled(
    'loki',
    reports(2).map((report) => ({ ...report, observedAtMs: Date.now() })),
  );
  const { code, stdout } = await replay(['--sink', 'loki'], {
    LOKI_ENABLED: 'true',
    LOKI_URL: 'http://127.0.0.1:1',
  });
  expect(code).toBe(1);
  expect(stdout).toContain('loki: stopped: Loki did not answer');
  expect(await waiting('loki')).toBe(2);
});

test('--sink leaves the other one alone', async () => {
  await spooled('loki', reports(2));
  await spooled('tsdb', reports(2));
  const { code, stdout } = await replay(['--sink', 'tsdb']);
  expect(code).toBe(0);
  expect(stdout).not.toContain('loki');
  expect(await waiting('tsdb')).toBe(0);
});
