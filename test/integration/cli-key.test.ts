import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEmbeddedPostgres } from '../../src/db/embedded.js';
import { startApp } from '../support/app.js';
import { runCli, startCli } from '../support/cli.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { everythingIn } from '../support/sentinels.js';
import { waitFor } from '../support/wait-for.js';

const KEY = /^air_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;
const DAY_MS = 86_400_000;

let database: TestDatabase;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'airpicture-key-'));
});
afterEach(async () => {
  await database.pool.query('TRUNCATE api_keys');
  await rm(directory, { recursive: true, force: true });
});

const key = (...args: string[]) =>
  runCli(['key', ...args], { DATABASE_URL: database.connectionString, DATA_DIR: directory });

/** Makes one and returns its text and id. */
async function created(...flags: string[]): Promise<{ text: string; keyId: string }> {
  const { code, stdout, stderr } = await key('create', ...flags);
  expect(code, stderr).toBe(0);
  const text = stdout.trimEnd();
  return { text, keyId: KEY.exec(text)?.[1] ?? '' };
}

async function listed(): Promise<Record<string, unknown>[]> {
  const { code, stdout } = await key('list', '--json');
  expect(code).toBe(0);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function stored(): Promise<Record<string, unknown>[]> {
  return (await database.pool.query<Record<string, unknown>>('SELECT * FROM api_keys')).rows;
}

test('create prints the key and nothing else on standard output, and what it is for on standard error', async () => {
  const { code, stdout, stderr } = await key(
    ...['create', '--name', 'edge 01', '--role', 'ingest', '--kit', 'kit-001', 'kit-002'],
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/^air_[0-9a-f]{12}_[A-Za-z0-9_-]{43}\n$/);
  const [, keyId, secret] = KEY.exec(stdout.trimEnd()) ?? [];
  expect(stderr).toContain('This key is shown once');
  expect(stderr).toContain(
    `Key ${keyId} (edge 01) may push to POST /ingest, and nothing else, for "kit-001", "kit-002" only.`,
  );
  expect(stderr).toContain('Authorization: Bearer air_…');
  expect(stderr).not.toContain(secret);
});

test('R1: the text of a key is nowhere in the database; its SHA-256 is', async () => {
  const { text, keyId } = await created('--name', 'a map', '--role', 'viewer');
  const [, , secret = ''] = KEY.exec(text) ?? [];
  const all = await everythingIn(database.pool);
  expect(all).toContain(keyId);
  for (const form of [
    secret,
    Buffer.from(secret, 'base64url').toString('hex'),
    Buffer.from(secret).toString('hex'),
  ])
    expect(all).not.toContain(form);
  expect(await stored()).toMatchObject([
    {
      key_id: keyId,
      name: 'a map',
      role: 'VIEWER',
      kit_ids: null,
      hash: createHash('sha256').update(text).digest(),
      expires_at: null,
      revoked_at: null,
    },
  ]);
});

test('two keys that are asked for alike differ in every part', async () => {
  const flags = ['--name', 'twin', '--role', 'operator'];
  const [, firstId, firstSecret] = KEY.exec((await created(...flags)).text) ?? [];
  const [, secondId, secondSecret] = KEY.exec((await created(...flags)).text) ?? [];
  expect(firstId).not.toBe(secondId);
  expect(firstSecret).not.toBe(secondSecret);
});

test('--expires takes a length of time or an instant', async () => {
  const beforeMs = Date.now();
  await created('--name', 'quarter', '--role', 'viewer', '--expires', 'P90D');
  const afterMs = Date.now();
  await created('--name', 'dated', '--role', 'viewer', '--expires', '2199-01-31T12:00:00+01:00');
  const expiry = new Map((await stored()).map((row) => [row['name'], row['expires_at'] as number]));
  expect(expiry.get('quarter')).toBeGreaterThanOrEqual(beforeMs + 90 * DAY_MS);
  expect(expiry.get('quarter')).toBeLessThanOrEqual(afterMs + 90 * DAY_MS);
  expect(expiry.get('dated')).toBe(Date.parse('2199-01-31T11:00:00Z'));
});

test('list shows all keys, newest first, with their state and without a secret', async () => {
  const old = await created('--name', 'old map', '--role', 'viewer', '--expires', 'P1D');
  const node = await created('--name', 'edge-01', '--role', 'ingest', '--kit', 'kit-001', '--kit', 'kit-002');
  const boss = await created('--name', 'boss', '--role', 'admin');
  await database.pool.query(
    "UPDATE api_keys SET expires_at = '2026-03-01T12:00:00Z', last_used_at = '2026-02-28T09:30:59Z' WHERE key_id = $1",
    [old.keyId],
  );
  expect((await key('revoke', node.keyId)).code).toBe(0);

  const { code, stdout, stderr } = await key('list');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [heading, ...rows] = stdout.trimEnd().split('\n');
  expect(heading?.split(/ {2,}/)).toEqual([
    ...['ID', 'NAME', 'ROLE', 'PII', 'KITS', 'CREATED', 'EXPIRES', 'LAST USED', 'STATE'],
  ]);
  const minute = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/) as string;
  expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
    [boss.keyId, 'boss', 'admin', 'yes', 'all', minute, 'never', 'never', 'good'],
    [node.keyId, 'edge-01', 'ingest', 'no', 'kit-001, kit-002', minute, 'never', 'never', 'revoked'],
    [
      old.keyId,
      'old map',
      'viewer',
      'no',
      'all',
      minute,
      '2026-03-01T12:00Z',
      '2026-02-28T09:30Z',
      'expired',
    ],
  ]);

  const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
  const json = await listed();
  expect(json).toEqual([
    {
      keyId: boss.keyId,
      name: 'boss',
      role: 'admin',
      pii: true,
      kitIds: null,
      createdAt: iso,
      expiresAt: null,
      lastUsedAt: null,
      revokedAt: null,
      state: 'good',
    },
    expect.objectContaining({
      keyId: node.keyId,
      kitIds: ['kit-001', 'kit-002'],
      revokedAt: iso,
      state: 'revoked',
    }),
    expect.objectContaining({
      keyId: old.keyId,
      expiresAt: '2026-03-01T12:00:00.000Z',
      lastUsedAt: '2026-02-28T09:30:59.000Z',
      state: 'expired',
    }),
  ]);
  for (const { text } of [old, node, boss]) {
    const [, , secret = ''] = KEY.exec(text) ?? [];
    const hash = createHash('sha256').update(text).digest();
    for (const form of [secret, hash.toString('hex'), hash.toString('base64')])
      expect(stdout + JSON.stringify(json)).not.toContain(form);
  }
});

test('--pii is for viewers: operators and administrators see people anyway, and who pushes sees nobody', async () => {
  const { code, stderr } = await key('create', '--name', 'desk', '--role', 'viewer', '--pii');
  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(
      '(desk) may see the picture and its history, what is about people too.',
    ) as string,
  });
  await created('--name', 'map', '--role', 'viewer');
  await created('--name', 'shift', '--role', 'operator', '--pii');
  await created('--name', 'boss', '--role', 'admin');
  expect(Object.fromEntries((await stored()).map((row) => [row['name'], row['pii']]))).toEqual({
    desk: true,
    map: false,
    shift: true,
    boss: true,
  });
  expect(await key('create', '--name', 'edge', '--role', 'ingest', '--pii')).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('--pii: a key that only pushes sees nothing') as string,
  });
});

test('without any key, list says so, and nothing as JSON', async () => {
  expect(await key('list')).toMatchObject({ code: 0, stdout: 'There are no keys.\n' });
  expect(await listed()).toEqual([]);
});

test('a revoked key stays revoked since the first time', async () => {
  const { keyId } = await created('--name', 'lost laptop', '--role', 'viewer');
  const { code, stdout } = await key('revoke', keyId);
  expect(code).toBe(0);
  expect(stdout).toContain(`Key ${keyId} (lost laptop) is revoked.`);
  const [first] = await stored();
  expect(first?.['revoked_at']).toEqual(expect.any(Number));
  expect((await key('revoke', keyId)).code).toBe(0);
  expect(await stored()).toEqual([first]);
});

test('to revoke a key that is not there fails with exit code 1', async () => {
  const { keyId } = await created('--name', 'other', '--role', 'viewer');
  expect(await key('revoke', '000000000000')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'No key has the id "000000000000": "airpicture key list" shows all.\n',
  });
  expect(await stored()).toMatchObject([{ key_id: keyId, revoked_at: null }]);
});

test.each([
  [['create', '--role', 'viewer'], "required option '--name <name>' not specified"],
  [['create', '--name', 'x'], "required option '--role <role>' not specified"],
  [['create', '--name', 'x', '--role', 'root'], 'Allowed choices are viewer, operator, admin, ingest'],
  [['create', '--name', ' ', '--role', 'viewer'], '--name: must have 1 to 100 characters'],
  [['create', '--name', 'x', '--role', 'viewer', '--kit', 'kit-001'], '--kit: only a key that pushes'],
  [
    ['create', '--name', 'x', '--role', 'viewer', '--expires', 'tomorrow'],
    '--expires: must be a length of time',
  ],
  [['create', '--name', 'x', '--role', 'viewer', '--expires', 'P1Y'], '--expires: must be a length of time'],
  [
    ['create', '--name', 'x', '--role', 'viewer', '--expires', 'P9999999D'],
    '--expires: must be a length of time',
  ],
  [
    ['create', '--name', 'x', '--role', 'viewer', '--expires', '2199-02-30T00:00:00Z'],
    '--expires: must be a length',
  ],
  [
    ['create', '--name', 'x', '--role', 'viewer', '--expires', '2199-01-31'],
    '--expires: must be a length of time',
  ],
  [
    ['create', '--name', 'x', '--role', 'viewer', '--expires', '2020-01-31T00:00:00Z'],
    '--expires: must be in the',
  ],
  [['revoke'], "missing required argument 'id'"],
  [['rotate'], "unknown command 'rotate'"],
  [[], 'Commands:'],
])('key %j is answered with help and exit code 64, and nothing is stored', async (args, complaint) => {
  const { code, stdout, stderr } = await key(...args);
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  expect(stderr).toContain(complaint);
  expect(stderr).toContain('Usage: airpicture key');
  expect(await stored()).toEqual([]);
});

test('a database that cannot be reached is said in a line, with exit code 1', async () => {
  const { code, stdout, stderr } = await runCli(['key', 'create', '--name', 'x', '--role', 'admin'], {
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
  });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('ECONNREFUSED');
  expect(stderr).not.toContain('    at ');
});

test('a running server takes a key that is made beside it, and refuses it once it is revoked', async () => {
  await created('--name', 'so that the server makes none', '--role', 'admin');
  const app = await startApp(database, { AUTH_MODE: 'token' });
  try {
    const { text, keyId } = await created('--name', 'a map', '--role', 'viewer');
    const status = async () =>
      (
        await fetch(`${app.url}/graphql?query={viewer{role}}`, {
          headers: { authorization: `Bearer ${text}`, accept: 'application/json' },
        })
      ).status;
    await waitFor(async () => expect(await status()).toBe(200));
    expect((await key('revoke', keyId)).code).toBe(0);
    await waitFor(async () => expect(await status()).toBe(401));
  } finally {
    await app.stop();
  }
}, 30_000);

test('keys are made without a server, and beside one that runs the embedded PostgreSQL', async () => {
  const env = { DATA_DIR: directory };
  const first = await runCli(['key', 'create', '--name', 'before', '--role', 'admin'], env);
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^air_/) as string });
  const server = createEmbeddedPostgres({ dataDir: directory, logger: pino({ level: 'silent' }) });
  const client = new pg.Client({ connectionString: await server.start() });
  try {
    await client.connect();
    expect(await runCli(['key', 'create', '--name', 'beside', '--role', 'viewer'], env)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^air_/) as string,
    });
    const { rows } = await client.query('SELECT name FROM api_keys ORDER BY created_at');
    expect(rows).toEqual([{ name: 'before' }, { name: 'beside' }]);
  } finally {
    await client.end();
    await server.stop();
  }
}, 60_000);

test('a command that is interrupted leaves no embedded PostgreSQL behind', async () => {
  const pidFile = join(directory, 'postgres', 'postmaster.pid');
  const { child, ended } = startCli(['key', 'list'], { DATA_DIR: directory });
  await waitFor(() => expect(existsSync(pidFile)).toBe(true));
  child.kill('SIGINT');
  // It may have been done just then.
  expect([0, 130]).toContain((await ended).code);
  expect(existsSync(pidFile)).toBe(false);
}, 60_000);
