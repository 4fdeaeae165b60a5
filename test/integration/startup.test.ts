import { PG_MIGRATE_LOCK_ID } from 'node-pg-migrate';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createApp, type App } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { migrate } from '../../src/db/migrate.js';
import { withDatabase } from '../../src/db/with-database.js';
import { createEmptyDatabase, type TestDatabase } from '../support/database.js';
import { captureLogs, type CapturedLogs } from '../support/logs.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

let database: TestDatabase;
let proxy: TcpProxy;
let proxied: string;
let logs: CapturedLogs;
let app: App | null = null;

beforeAll(async () => {
  database = await createEmptyDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  const url = new URL(database.connectionString);
  proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
  url.host = `127.0.0.1:${proxy.port}`;
  proxied = url.href;
});
afterEach(async () => {
  await app?.stop();
  app = null;
  await proxy.stop();
});

function build(connectionString: string): App {
  logs = captureLogs();
  app = createApp(loadConfig({ DATABASE_URL: connectionString, PORT: '0' }), logs.logger);
  return app;
}

test('a missing database is waited for', async () => {
  proxy.refuse();
  const starting = build(proxied).start();
  await expect
    .poll(() => logs.count('waiting for the database named in DATABASE_URL'), { timeout: 10_000 })
    .toBe(1);
  proxy.recover();
  const { url } = await starting;
  expect((await fetch(`${url}/ready`)).status).toBe(200);
});

test('work on a database that goes away meanwhile begins again when it is back', async () => {
  logs = captureLogs();
  const signal = new AbortController().signal;
  const waiting = { connectionString: proxied, logger: logs.logger, signal };
  // The first connection only asks whether it is there; what comes next is lost.
  proxy.onConnection((count) => {
    if (count === 2) proxy.refuse();
  });
  const migrating = withDatabase(waiting, () => migrate(waiting));
  await expect.poll(() => logs.count('the database went away again'), { timeout: 10_000 }).toBeGreaterThan(0);
  proxy.recover();
  expect(await migrating).toHaveProperty('version');
});

test('while the database is away, /live is 200 and /ready says what is missing', async () => {
  const running = build(proxied);
  const { url } = await running.start();
  proxy.refuse();
  await expect.poll(async () => (await fetch(`${url}/ready`)).status, { timeout: 10_000 }).toBe(503);
  expect(await (await fetch(`${url}/ready`)).json()).toMatchObject({ checks: { database: { ok: false } } });
  expect((await fetch(`${url}/live`)).status).toBe(200);
  proxy.recover();
  await expect.poll(async () => (await fetch(`${url}/ready`)).status, { timeout: 10_000 }).toBe(200);
});

test('told to stop while another process migrates, it stops', async () => {
  const other = new pg.Client({ connectionString: database.connectionString });
  await other.connect();
  await other.query('SELECT pg_advisory_lock($1)', [PG_MIGRATE_LOCK_ID]);
  const running = build(database.connectionString);
  const starting = running.start().then(
    () => 'started',
    () => 'gave up',
  );
  const waiting = async () =>
    (
      await other.query(
        "SELECT FROM pg_stat_activity WHERE application_name = 'airpicture:migrate' AND wait_event_type = 'Lock' AND datname = current_database()",
      )
    ).rowCount;
  await expect.poll(waiting, { timeout: 10_000 }).toBe(1);
  await running.stop();
  expect(await starting).toBe('gave up');
  await other.end();
});

test('told to stop while the database is frozen, it stops', async () => {
  const running = build(proxied);
  await running.start();
  proxy.freeze();
  await running.stop();
  expect(logs.count('ready')).toBe(1);
});
