import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { print, type DocumentNode } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  PollKitNowDocument,
  ProbeKitDocument,
  RegisterKitDocument,
  UpdateKitDocument,
} from '../../operations/generated/graphql.js';
import { createKeyDesk } from '../../src/access/key-desk.js';
import { startApp, type RunningApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type FakeKit, startFakeKit } from '../support/fake-kit.js';
import { graphql } from '../support/graphql.js';
import { waitFor } from '../support/wait-for.js';
import { somebody } from '../support/viewers.js';

const SECRETS_KEY = '5'.repeat(64);
const TOKEN = 'S3NT1NEL-token';
const PASSWORD = 'S3NT1NEL-pass:word';

let database: TestDatabase;
let dataDir: string;
let app: RunningApp;
let kit: FakeKit;
let canary: FakeKit;

const start = (env: Readonly<Record<string, string>> = {}) =>
  startApp(database, { SECRETS_KEY, DATA_DIR: dataDir, POLL_INTERVAL: '1.5', LOG_LEVEL: 'debug', ...env });

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'airpicture-credentials-'));
  app = await start();
});
afterAll(async () => {
  await app.stop();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  [kit, canary] = [await startFakeKit(), await startFakeKit()];
});
afterEach(async () => {
  await ask('mutation { removeKit(kitId: "kit-1") { __typename } }');
  await Promise.all([kit.stop(), canary.stop()]);
});

async function ask(operation: string | DocumentNode, variables: object = {}): Promise<Record<string, never>> {
  const text = typeof operation === 'string' ? operation : print(operation);
  const { data, errors } = await graphql<Record<string, never>, object>(app.url, text, variables);
  expect(errors).toBeUndefined();
  return data ?? {};
}

const register = async (credentials: object | null, given: object = {}) =>
  (await ask(RegisterKitDocument, { input: { kitId: 'kit-1', apiUrl: kit.url, credentials, ...given } }))[
    'registerKit'
  ];
const update = async (input: object) =>
  (await ask(UpdateKitDocument, { kitId: 'kit-1', input }))['updateKit'];
const poll = async () => (await ask(PollKitNowDocument, { kitId: 'kit-1' }))['pollKitNow'];
const lastError = async () => {
  const { kit: one } = await ask('{ kit(kitId: "kit-1") { collector { lastError } } }');
  return (one as unknown as { collector: { lastError: string | null } }).collector.lastError;
};

async function stored(): Promise<Buffer | null> {
  const { rows } = await database.pool.query<{ credentials: Buffer | null }>(
    "SELECT credentials FROM kits WHERE kit_id = 'kit-1'",
  );
  return rows[0]?.credentials ?? null;
}

/** Whatever the database holds about kits and who changed them. */
async function databaseText(): Promise<string> {
  const { rows } = await database.pool.query<{ text: string }>(
    'SELECT row_to_json(t)::text AS text FROM kits t UNION ALL SELECT row_to_json(t)::text FROM audit_log t',
  );
  return rows.map(({ text }) => text).join('\n');
}

async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
}

const authorizations = ({ authorizations: seen }: FakeKit) => [...new Set(seen)];
const basic = `Basic ${Buffer.from(`kit:${PASSWORD}`).toString('base64')}`;

describe('credentials of a kit', () => {
  test.each([
    [{ bearer: TOKEN }, `Bearer ${TOKEN}`],
    [{ username: 'kit', password: PASSWORD }, basic],
  ])('are sent with every request, the probe and polls: %j', async (credentials, sent) => {
    expect(await register(credentials)).toMatchObject({ kit: { kitId: 'kit-1', hasCredentials: true } });
    await poll();
    expect(kit.requests.length).toBeGreaterThan(3);
    expect(authorizations(kit)).toEqual([sent]);
  });

  test('are nowhere in clear: not in the database, files, logs or answers', async () => {
    await register({ username: 'kit', password: PASSWORD });
    await update({ credentials: { bearer: TOKEN } });
    kit.behaves((socket) => socket.end('HTTP/1.0 401 Unauthorized\r\n\r\n'));
    const refused = await poll();
    expect(refused).toMatchObject({
      message: expect.stringContaining('HTTP 401, it wants other credentials') as string,
    });
    expect(await stored()).toBeInstanceOf(Buffer);
    const files = await waitFor(async () => {
      const texts = await filesIn(dataDir);
      expect(texts.join()).toContain('kit-1');
      return texts;
    });
    const everything = [
      await databaseText(),
      ...files,
      JSON.stringify(app.logs.entries),
      JSON.stringify(refused),
    ].join();
    expect(everything).toContain('kit-1');
    for (const secret of [TOKEN, PASSWORD])
      for (const form of [
        secret,
        Buffer.from(secret).toString('base64'),
        Buffer.from(secret).toString('hex'),
      ])
        expect(everything.includes(form)).toBe(false);
    expect(everything.includes(basic.slice(6))).toBe(false);
  });

  test('are cleared by null, and stay when something else changes', async () => {
    await register({ bearer: TOKEN });
    expect(await update({ name: 'North', pollIntervalS: 3 })).toMatchObject({
      kit: { hasCredentials: true },
    });
    // The same address in other letters.
    expect(await update({ apiUrl: `${kit.url.replace('http', 'HTTP')}/` })).toMatchObject({
      kit: { hasCredentials: true },
    });
    await poll();
    expect(authorizations(kit)).toEqual([`Bearer ${TOKEN}`]);
    expect(await update({ credentials: null })).toMatchObject({ kit: { hasCredentials: false } });
    expect(await stored()).toBeNull();
    await poll();
    expect(kit.authorizations.at(-1)).toBeNull();
  });

  test('of a probe are sent and not stored', async () => {
    expect(
      (await ask(ProbeKitDocument, { apiUrl: kit.url, credentials: { bearer: TOKEN } }))['probeKit'],
    ).toMatchObject({ apiUrl: kit.url });
    expect(authorizations(kit)).toEqual([`Bearer ${TOKEN}`]);
    expect(await ask('{ kit(kitId: "kit-1") { name } }')).toEqual({ kit: null });
  });

  test.each([
    ['{ bearer: "a", password: "b" }', 'credentials: must be either bearer, or username and password'],
    ['{ bearer: "a\\r\\nx: y" }', 'credentials.bearer: must be letters'],
    ['{ username: "a:b", password: "c" }', 'credentials.username: must not contain a colon'],
  ])('that are %s are refused', async (credentials, message) => {
    const { registerKit, probeKit } = await ask(
      `mutation {
         registerKit(input: { kitId: "kit-1", apiUrl: "${kit.url}", credentials: ${credentials} }) { ... on Error { code message } }
         probeKit(apiUrl: "${kit.url}", credentials: ${credentials}) { ... on Error { code message } }
       }`,
    );
    expect(registerKit).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining(`input.${message}`) as string,
    });
    expect(probeKit).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining(message) as string,
    });
    expect(kit.requests).toEqual([]);
  });

  test('are refused for a kit that pushes', async () => {
    expect(await register({ bearer: TOKEN }, { apiUrl: null })).toMatchObject({
      issues: [{ path: ['input', 'credentials'], message: expect.stringContaining('pushes') as string }],
    });
  });
});

describe('a kit at another address', () => {
  test('S6: is asked without the credentials that were for the old one, and they are gone', async () => {
    await register({ bearer: TOKEN });
    expect(await update({ apiUrl: canary.url })).toMatchObject({ kit: { hasCredentials: false } });
    expect(await stored()).toBeNull();
    await poll();
    expect(canary.requests.length).toBeGreaterThan(0);
    expect(authorizations(canary)).toEqual([null]);
    const sentBefore = kit.authorizations.length;
    await update({ apiUrl: kit.url });
    await poll();
    expect([...new Set(kit.authorizations.slice(sentBefore))]).toEqual([null]);
  });

  test('S6: is asked with those that the same change brings', async () => {
    await register({ bearer: TOKEN });
    expect(await update({ apiUrl: canary.url, credentials: { bearer: 'another' } })).toMatchObject({
      kit: { hasCredentials: true },
    });
    await poll();
    expect(authorizations(canary)).toEqual(['Bearer another']);
  });

  test('S6: keeps none when it has none meanwhile', async () => {
    await register({ bearer: TOKEN });
    expect(await update({ apiUrl: null })).toMatchObject({ kit: { hasCredentials: false } });
    await update({ apiUrl: canary.url });
    await poll();
    expect(authorizations(canary)).toEqual([null]);
  });

  test('S6: that somebody wrote into the database gets nothing either', async () => {
    await register({ bearer: TOKEN });
    await app.stop();
    await database.pool.query("UPDATE kits SET api_url = $1 WHERE kit_id = 'kit-1'", [canary.url]);
    app = await start();
    await poll();
    expect(canary.requests.length).toBeGreaterThan(0);
    expect(authorizations(canary)).toEqual([null]);
    expect(await lastError()).toBe(
      'it is asked without its credentials: they are damaged, or not of this kit at this address',
    );
  });
});

describe('after a restart', () => {
  test('credentials are still sent', async () => {
    await register({ bearer: TOKEN });
    const sentBefore = kit.authorizations.length;
    await app.stop();
    app = await start();
    await poll();
    expect([...new Set(kit.authorizations.slice(sentBefore))]).toEqual([`Bearer ${TOKEN}`]);
  });

  test.each([
    ['another SECRETS_KEY', '6'.repeat(64), 'they were encrypted with another SECRETS_KEY'],
    ['no SECRETS_KEY', '', 'SECRETS_KEY is not set'],
  ])('with %s the kit is asked without, and says why', async (_what, key, problem) => {
    await register({ bearer: TOKEN });
    const sentBefore = kit.authorizations.length;
    await app.stop();
    app = await start({ SECRETS_KEY: key });
    try {
      await poll();
      expect([...new Set(kit.authorizations.slice(sentBefore))]).toEqual([null]);
      expect(await lastError()).toBe(`it is asked without its credentials: ${problem}`);
      expect(
        app.logs.entries.filter(({ msg }) => msg === 'a kit is asked without its credentials'),
      ).toMatchObject([{ kitId: 'kit-1', problem }]);
      kit.behaves((socket) => socket.end('HTTP/1.0 401 Unauthorized\r\n\r\n'));
      expect(await poll()).toMatchObject({
        message: expect.stringContaining(
          `/drones: HTTP 401, it wants credentials; it is asked without its credentials: ${problem}`,
        ) as string,
      });
    } finally {
      await app.stop();
      app = await start();
    }
  });
});

test('without SECRETS_KEY nothing is stored, and it says what to set', async () => {
  await app.stop();
  app = await start({ SECRETS_KEY: '' });
  try {
    expect(await register({ bearer: TOKEN })).toMatchObject({
      __typename: 'ValidationError',
      issues: [
        {
          path: ['input', 'credentials'],
          message:
            'cannot be stored: set SECRETS_KEY to what `openssl rand -hex 32` prints, and start the server again',
        },
      ],
    });
    expect(kit.requests).toEqual([]);
    expect(await register(null)).toMatchObject({ kit: { hasCredentials: false } });
  } finally {
    await app.stop();
    app = await start();
  }
});

test('S7: a viewer registers, changes and probes nothing', async () => {
  const guarded = await createTestDatabase();
  const desk = createKeyDesk({ pool: guarded.pool, randomBytes, now: Date.now });
  const wanted = { name: 'wall', role: 'VIEWER', kitIds: null, expiresAtMs: null } as const;
  const { text } = await desk.create(wanted, somebody);
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const withKeys = await startApp(guarded, { AUTH_MODE: 'token', SECRETS_KEY });
  printed.mockRestore();
  try {
    for (const mutation of [
      `registerKit(input: { kitId: "kit-1", apiUrl: "${canary.url}" }) { __typename }`,
      `registerKit(input: { kitId: "kit-1", apiUrl: "${canary.url}", probe: false }) { __typename }`,
      `updateKit(kitId: "kit-1", input: { apiUrl: "${canary.url}", credentials: { bearer: "x" } }) { __typename }`,
      `probeKit(apiUrl: "${canary.url}") { __typename }`,
      'pollKitNow(kitId: "kit-1") { __typename }',
      'setKitEnabled(kitId: "kit-1", enabled: true) { __typename }',
      'removeKit(kitId: "kit-1") { __typename }',
    ]) {
      const response = await fetch(`${withKeys.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${text}` },
        body: JSON.stringify({ query: `mutation { ${mutation} }` }),
      });
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
    expect((await guarded.pool.query('SELECT kit_id FROM kits')).rows).toEqual([]);
    expect(canary.requests).toEqual([]);
  } finally {
    await withKeys.stop();
    await guarded.drop();
  }
});
