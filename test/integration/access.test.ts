import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createKeyDesk } from '../../src/access/key-desk.js';
import { startApp, type RunningApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { waitFor } from '../support/wait-for.js';
import { somebody } from '../support/viewers.js';

let database: TestDatabase;
let app: RunningApp;
let admin: string;
/** What was printed for whoever started it. */
let printed: string;

const KEY = /air_[0-9a-f]{12}_[\w-]{43}/;
const env = { AUTH_MODE: 'token', INGEST_AUTO_REGISTER: 'true' };

async function start(): Promise<RunningApp> {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const started = await startApp(database, env);
  printed = error.mock.calls.flat().map(String).join('\n');
  error.mockRestore();
  return started;
}

beforeAll(async () => {
  database = await createTestDatabase();
  app = await start();
  admin = KEY.exec(printed)?.[0] ?? '';
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

async function ask(query: string, headers: Record<string, string> = {}, url = app.url) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  const body = (await response.json()) as {
    data?: Record<string, never> | null;
    errors?: { message: string; extensions: { code: string } }[];
  };
  return { status: response.status, headers: response.headers, ...body };
}

/** Makes a key over the API; returns its id and its text. */
async function make(role: string, given = ''): Promise<{ keyId: string; text: string }> {
  const { data, errors } = await ask(
    `mutation { createApiKey(input: { name: "test", role: ${role} ${given} }) {
       ... on CreateApiKeySuccess { text apiKey { keyId } } ... on Error { message } } }`,
    bearer(admin),
  );
  expect(errors).toBeUndefined();
  const { text, apiKey } = data?.['createApiKey'] as unknown as { text: string; apiKey: { keyId: string } };
  return { keyId: apiKey.keyId, text };
}

const revoke = (keyId: string) =>
  ask(`mutation { revokeApiKey(keyId: "${keyId}") { __typename } }`, bearer(admin));

function push(messages: unknown[], headers: Record<string, string>, source = 'kit-1') {
  return fetch(`${app.url}/ingest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ source, messages }),
  });
}

const aDrone = (id: string, kitId = 'kit-1') => ({
  type: 'drone',
  id,
  kit_id: kitId,
  time: Date.now() / 1000,
});

const storedDrones = async () =>
  (await database.pool.query<{ drone_id: string }>('SELECT drone_id FROM drones ORDER BY 1')).rows.map(
    (row) => row.drone_id,
  );

describe('the first start', () => {
  test('prints a key for the administrator, and the next start does not', async () => {
    expect(admin).toMatch(KEY);
    expect((await ask('{ viewer { role } }', bearer(admin))).data).toEqual({ viewer: { role: 'ADMIN' } });
    const next = await start();
    expect(printed).not.toMatch(KEY);
    await next.stop();
  });

  test('the text of a key is nowhere in the log or the database', async () => {
    await ask('{ viewer { name } }', bearer(admin));
    expect(JSON.stringify(app.logs.entries)).not.toContain(admin.slice(-43));
    const { rows } = await database.pool.query<{ row: string }>('SELECT k::text AS row FROM api_keys k');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ row }) => row).join()).not.toContain(admin.slice(-43));
  });
});

describe('over HTTP', () => {
  test.each([
    ['nothing', {}],
    ['no key', { authorization: 'Bearer nonsense' }],
    ['a key that there is not', bearer(`air_${'0'.repeat(12)}_${'a'.repeat(43)}`)],
    ['another scheme', { authorization: 'Basic YTpi' }],
  ])('who shows %s is told to show a key', async (_what, headers) => {
    const { status, headers: answered, errors, data } = await ask('{ liveTracks { droneId } }', headers);
    expect([status, answered.get('www-authenticate'), errors?.[0]?.extensions.code]).toEqual([
      401,
      'Bearer realm="airpicture"',
      'UNAUTHENTICATED',
    ]);
    expect(data).toBeUndefined();
  });

  test('a key does what its role allows', async () => {
    const viewer = await make('VIEWER');
    expect((await ask('{ liveTracks { droneId } }', bearer(viewer.text))).data).toEqual({ liveTracks: [] });
    const { errors } = await ask('mutation { pollKitNow(kitId: "x") { __typename } }', bearer(viewer.text));
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('a revoked key is good for nothing at once', async () => {
    const { keyId, text } = await make('VIEWER');
    expect((await ask('{ viewer { name } }', bearer(text))).status).toBe(200);
    await revoke(keyId);
    expect((await ask('{ viewer { name } }', bearer(text))).status).toBe(401);
  });

  test('a key that another process made is known after a moment', async () => {
    const desk = createKeyDesk({ pool: database.pool, randomBytes, now: Date.now });
    const { text } = await desk.create(
      { name: 'cli', role: 'VIEWER', kitIds: null, expiresAtMs: null },
      somebody,
    );
    await waitFor(async () => expect((await ask('{ viewer { name } }', bearer(text))).status).toBe(200));
  });

  test('health and the page of GraphiQL need no key', async () => {
    expect((await fetch(`${app.url}/live`)).status).toBe(200);
    const page = await fetch(`${app.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    await page.arrayBuffer();
  });
});

describe('over WebSocket', () => {
  const open = (connectionParams?: Record<string, unknown>, headers: Record<string, string> = {}) => {
    let closedWith: (event: { code: number }) => void;
    const closed = new Promise<{ code: number }>((resolve) => (closedWith = resolve));
    const client = createClient({
      url: `${app.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: class extends WebSocket {
        constructor(url: string, protocols: string) {
          super(url, protocols, { headers });
        }
      },
      retryAttempts: 0,
      connectionParams: connectionParams ?? {},
      on: { closed: (event) => closedWith(event as { code: number }) },
    });
    return { client, closed };
  };

  test.each([
    ['no key', undefined],
    ['no valid key', { authorization: 'Bearer nonsense' }],
    ['something that is no text', { authorization: { toString: 1 } }],
  ])('who connects with %s is sent away with 4403', async (_what, params) => {
    const { client, closed } = open(params);
    const results = client.iterate({ query: '{ viewer { name } }' });
    await expect(results.next()).rejects.toMatchObject({ code: 4403 });
    expect(await closed).toMatchObject({ code: 4403 });
  });

  test.each([
    ['in its parameters', (key: string) => open(bearer(key))],
    ['in its headers', (key: string) => open({}, bearer(key))],
  ])('a key is taken %s', async (_where, connect) => {
    const { client } = connect(admin);
    const results = client.iterate({ query: '{ viewer { role } }' });
    expect((await results.next()).value).toMatchObject({ data: { viewer: { role: 'ADMIN' } } });
    await client.dispose();
  });

  test('when a key is revoked, its sockets are closed with 4403 within 5 s, and others are not', async () => {
    const [one, other] = [await make('VIEWER'), await make('VIEWER')];
    const sockets = [open(bearer(one.text)), open(bearer(other.text))] as const;
    const streams = sockets.map(({ client }) =>
      client.iterate({ query: 'subscription { tracks { __typename } }' }),
    );
    for (const stream of streams) expect((await stream.next()).done).toBe(false);
    const revokedMs = Date.now();
    await revoke(one.keyId);
    await expect(streams[0]!.next()).rejects.toMatchObject({ code: 4403 });
    expect(Date.now() - revokedMs).toBeLessThan(5000);
    const { data } = (await sockets[1].client.iterate({ query: '{ viewer { name } }' }).next()).value as {
      data: object;
    };
    expect(data).toEqual({ viewer: { name: 'test' } });
    await sockets[1].client.dispose();
  });

  test('when a key expires, its sockets are closed with 4403', async () => {
    const { text } = await make('VIEWER', `expiresAt: "${new Date(Date.now() + 4000).toISOString()}"`);
    const { client } = open(bearer(text));
    const stream = client.iterate({ query: 'subscription { tracks { __typename } }' });
    expect((await stream.next()).done).toBe(false);
    await expect(stream.next()).rejects.toMatchObject({ code: 4403 });
  });
});

test('when a key is revoked, its event streams end', async () => {
  const { keyId, text } = await make('VIEWER');
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...bearer(text) },
    body: JSON.stringify({ query: 'subscription { tracks { __typename } }' }),
  });
  expect(response.status).toBe(200);
  const reader = response.body!.getReader();
  expect((await reader.read()).done).toBe(false);
  await revoke(keyId);
  const untilEnd = async () => {
    while (!(await reader.read()).done);
  };
  await untilEnd().catch((error: unknown) => expect(String(error)).toContain('terminated'));
});

describe('pushes', () => {
  beforeEach(() => database.pool.query('TRUNCATE drones, dead_letters'));

  test('I1: the bearer token of a push is checked: without a key, or with a wrong one, nothing is taken', async () => {
    for (const headers of [{}, { authorization: 'Bearer edge-token' }]) {
      const response = await push([aDrone('drone-A')], headers);
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        401,
        'UNAUTHENTICATED',
      ]);
    }
    expect(await storedDrones()).toEqual([]);
  });

  test('I1: a key for people is not for pushing', async () => {
    const { text } = await make('OPERATOR');
    const response = await push([aDrone('drone-A')], bearer(text));
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([403, 'FORBIDDEN']);
  });

  test('a key for pushing is for nothing else', async () => {
    const { text } = await make('INGEST');
    expect((await push([aDrone('drone-A')], bearer(text))).status).toBe(200);
    expect(await storedDrones()).toEqual(['drone-A']);
    const { data, errors } = await ask('{ liveTracks { droneId } }', bearer(text));
    expect([data ?? null, errors?.[0]?.extensions.code]).toEqual([null, 'FORBIDDEN']);
  });

  test('I1: with a key for one kit, rows of another are refused, stored nowhere, and register nothing', async () => {
    const { text } = await make('INGEST', 'kitIds: ["kit-1"]');
    const foreign = await push([aDrone('drone-B', 'kit-2')], bearer(text));
    expect([foreign.status, await foreign.json()]).toMatchObject([
      403,
      { status: 'error', rejected: [{ index: 0, code: 'FORBIDDEN_KIT' }] },
    ]);
    const mixed = await push([aDrone('drone-A'), aDrone('drone-B', 'kit-2')], bearer(text));
    expect([mixed.status, await mixed.json()]).toMatchObject([
      207,
      { written: 1, rejected: [{ index: 1, code: 'FORBIDDEN_KIT' }] },
    ]);
    // Nobody is given the answers of those who may report for other kits.
    const own = { ...bearer(text), 'idempotency-key': 'one' };
    const others = { ...bearer((await make('INGEST', 'kitIds: ["kit-2"]')).text), 'idempotency-key': 'one' };
    expect((await push([aDrone('drone-A')], own)).status).toBe(200);
    expect((await push([aDrone('drone-A')], others)).status).toBe(403);
    const log = await push([{ kit_id: 'kit-2', message: 'hello' }], bearer(text), 'kit-1');
    expect([log.status, await log.json()]).toMatchObject([403, { rejected: [{ code: 'FORBIDDEN_KIT' }] }]);
    expect(new Set(await storedDrones())).toEqual(new Set(['drone-A']));
    const { data } = await ask('{ kits(first: 10) { nodes { kitId } } }', bearer(admin));
    expect(data).toEqual({ kits: { nodes: [{ kitId: 'kit-1' }] } });
    const letters = await database.pool.query('SELECT FROM dead_letters');
    expect(letters.rowCount).toBe(0);
  });
});

test('I1: the log lines of a key for one kit are from that kit or from the key, whatever they say', async () => {
  await database.pool.query('TRUNCATE events');
  const { text } = await make('INGEST', 'kitIds: ["kit-1"]');
  const named = [
    ['kit-1', { message: 'own' }],
    ['kit-2', { message: 'another kit' }],
    ['control room', { message: 'nobody' }],
    [undefined, { message: 'in the message', source: 'control room' }],
  ] as const;
  for (const [source, message] of named) {
    const response = await fetch(`${app.url}/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(text) },
      body: JSON.stringify({ source, messages: [message] }),
    });
    expect(response.status).toBe(200);
  }
  const { rows } = await database.pool.query(
    'SELECT message, source, source_id, kit_id FROM events ORDER BY message',
  );
  const ofTheKey = { source: 'test', source_id: 'push:test', kit_id: null };
  expect(rows).toEqual([
    { message: 'another kit', ...ofTheKey },
    { message: 'in the message', ...ofTheKey },
    { message: 'nobody', ...ofTheKey },
    { message: 'own', source: 'kit-1', source_id: 'push:kit-1', kit_id: 'kit-1' },
  ]);
});

describe('a server for its own machine alone', () => {
  let local: RunningApp;
  beforeAll(async () => {
    local = await startApp(database);
  });
  afterAll(() => local.stop());

  const asNamed = async (host: string, path: string) => {
    const sent = request(new URL(path, local.url), { headers: { host }, agent: false });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  };

  test('asks for no key', async () => {
    expect((await ask('{ viewer { name } }', {}, local.url)).data).toEqual({ viewer: { name: 'anonymous' } });
  });

  test.each(['evil.example', 'evil.example:4000', '127.0.0.1.evil.example', '192.168.1.10:4000'])(
    'refuses who names it %s, whatever they ask for',
    async (host) => {
      expect(await asNamed(host, '/graphql?query={__typename}')).toBe(421);
      expect(await asNamed(host, '/ready')).toBe(421);
    },
  );

  test('refuses sockets, too', async () => {
    const socket = new WebSocket(`${local.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { host: 'evil.example', origin: 'http://evil.example' },
    });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toMatch(/421|403/);
  });
});
