import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DatabaseTooNewError, migrate } from '../../src/db/migrate.js';
import { createEmptyDatabase, type TestDatabase } from '../support/database.js';

const logger = pino({ level: 'silent' });
const migrations = new URL('../../migrations/', import.meta.url);
let database: TestDatabase;
let newer: string;

beforeEach(async () => {
  database = await createEmptyDatabase();
  newer = await mkdtemp(join(tmpdir(), 'airpicture-migrations-'));
  for (const file of await readdir(migrations)) await copyFile(new URL(file, migrations), join(newer, file));
  await writeFile(join(newer, '9999_from_the_future.sql'), 'CREATE TABLE future (id int);');
});
afterEach(async () => {
  await rm(newer, { recursive: true });
  await database.drop();
});

async function tables(): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
  );
  return rows.map(({ name }) => name);
}

test('an empty database gets all tables, and the second time nothing changes', async () => {
  const first = await migrate({ ...database, logger });
  expect(first.applied[0]).toBe('0001_initial');
  expect(first.version).toBe(first.applied.at(-1));
  expect(await tables()).toEqual(
    expect.arrayContaining(['aircraft', 'drones', 'kits', 'signals', 'system_health']),
  );
  expect(await migrate({ ...database, logger })).toEqual({ applied: [], version: first.version });
});

test('of processes that migrate at once, one does it and the others wait', async () => {
  const all = await Promise.all([1, 2, 3, 4].map(() => migrate({ ...database, logger })));
  expect(all.map(({ applied }) => applied.length).filter((count) => count > 0)).toHaveLength(1);
  expect(new Set(all.map(({ version }) => version)).size).toBe(1);
});

test('waiting for another process ends', async () => {
  const other = new pg.Client({ connectionString: database.connectionString });
  await other.connect();
  await other.query('SELECT pg_advisory_lock(7241865325823964)');
  await expect(migrate({ ...database, logger, lockTimeoutMs: 50 })).rejects.toMatchObject({ code: '55P03' });
  await other.end();
});

test('a database that a newer version has used is refused and left as it is', async () => {
  await migrate({ ...database, logger, directory: newer });
  const refusal: unknown = await migrate({ ...database, logger }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(DatabaseTooNewError);
  expect(refusal).toMatchObject({ unknownMigrations: ['9999_from_the_future'] });
  expect(String(refusal)).toContain('Run that version');
});

test('a migration that fails leaves nothing of itself behind', async () => {
  await writeFile(join(newer, '9999_from_the_future.sql'), 'CREATE TABLE half (id int); SELECT 1 / 0;');
  await expect(migrate({ ...database, logger, directory: newer })).rejects.toMatchObject({ code: '22012' });
  expect(await tables()).not.toContain('half');
});

test('keys from before there was the scope for people show them to operators and administrators, and not to viewers', async () => {
  const older = await mkdtemp(join(tmpdir(), 'airpicture-migrations-'));
  for (const file of await readdir(migrations))
    if (file < '0005') await copyFile(new URL(file, migrations), join(older, file));
  await migrate({ ...database, logger, directory: older });
  await rm(older, { recursive: true });
  await database.pool.query(
    `INSERT INTO api_keys (key_id, name, role, hash, created_at)
     SELECT role, role, role, sha256(role::bytea), now() FROM unnest('{VIEWER,OPERATOR,ADMIN,INGEST}'::text[]) AS role`,
  );
  await migrate({ ...database, logger });
  const { rows } = await database.pool.query('SELECT role FROM api_keys WHERE pii ORDER BY role');
  expect(rows).toEqual([{ role: 'ADMIN' }, { role: 'OPERATOR' }]);
});
