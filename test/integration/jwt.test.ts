import { SignJWT } from 'jose';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startApp, type RunningApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startIssuer, type FakeIssuer } from '../support/fake-issuer.js';
import { makeKey } from '../support/keys.js';
import { waitFor } from '../support/wait-for.js';

const SECRET = 'a secret of at least thirty-two characters';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

const sign = (claims: Record<string, unknown>) =>
  new SignJWT({ sub: 'u1', exp: inSeconds(600), ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(SECRET));

async function ask(app: RunningApp, token: string | null, query = '{ viewer { name role scopes } }') {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
  });
  const body = (await response.json()) as {
    data?: Record<string, unknown>;
    errors?: { message: string; extensions: { code: string } }[];
  };
  return { status: response.status, headers: response.headers, ...body };
}

function push(app: RunningApp, token: string, kitId: string) {
  const message = { type: 'drone', id: 'drone-A', kit_id: kitId, time: Date.now() / 1000 };
  return fetch(`${app.url}/ingest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ source: kitId, messages: [message] }),
  });
}

async function overSocket(app: RunningApp, token: string) {
  const client = createClient({
    url: `${app.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  try {
    return (await client.iterate({ query: '{ viewer { role } }' }).next()).value as unknown;
  } finally {
    await client.dispose();
  }
}

describe('with a shared secret', () => {
  let app: RunningApp;
  let printed: string;
  beforeAll(async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    app = await startApp(database, {
      AUTH_MODE: 'jwt',
      JWT_SECRET: SECRET,
      JWT_ROLE_CLAIM: 'access.role',
      INGEST_AUTO_REGISTER: 'true',
      LOG_LEVEL: 'trace',
    });
    printed = error.mock.calls.flat().map(String).join('\n');
    error.mockRestore();
  });
  afterAll(() => app.stop());

  test('a token does what its role allows, over HTTP and WebSocket', async () => {
    const token = await sign({ name: 'Ada', access: { role: 'viewer' }, scope: 'openid pii' });
    const { data } = await ask(app, token);
    expect(data).toEqual({ viewer: { name: 'Ada', role: 'VIEWER', scopes: ['READ', 'PII'] } });
    expect(await overSocket(app, token)).toMatchObject({ data: { viewer: { role: 'VIEWER' } } });
    const { errors } = await ask(app, token, 'mutation { pollKitNow(kitId: "x") { __typename } }');
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('nothing, and what is no token, are 401; a token without a role says which claim is missing', async () => {
    for (const token of [null, 'nonsense', await sign({ access: {} })])
      expect((await ask(app, token)).status).toBe(401);
    const { errors } = await ask(app, await sign({ access: { role: 'root' } }));
    expect(errors?.[0]?.message).toContain('its claim access.role has to be');
    await expect(overSocket(app, 'nonsense')).rejects.toMatchObject({ code: 4403 });
  });

  test('API keys are good as well, and the first start prints one for an administrator', async () => {
    const first = /air_[0-9a-f]{12}_[\w-]{43}/.exec(printed)?.[0] ?? '';
    expect((await ask(app, first)).data).toMatchObject({ viewer: { role: 'ADMIN' } });
    expect((await ask(app, `air_${'0'.repeat(12)}_${'a'.repeat(43)}`)).status).toBe(401);
    expect((await push(app, first, 'kit-9')).status).toBe(200);
  });

  test('a token for kits is for these kits alone', async () => {
    const token = await sign({ access: { role: 'ingest' }, kit_ids: ['kit-1'] });
    expect((await push(app, token, 'kit-1')).status).toBe(200);
    expect((await push(app, token, 'kit-2')).status).toBe(403);
  });

  test('G11: a token in an address lets nobody in, and is in no log, not even in the most talkative', async () => {
    const token = await sign({ access: { role: 'admin' }, name: 'G11' });
    for (const name of ['token', 'access_token', 'authorization']) {
      const address = `/graphql?query={viewer{name}}&${name}=${token}`;
      expect((await fetch(`${app.url}${address}`)).status).toBe(401);
      expect((await fetch(`${app.url}/ingest?${name}=${token}`, { method: 'POST' })).status).toBe(401);
      expect((await fetch(`${app.url}/nope/${token}?${name}=${token}`)).status).toBe(404);
      const socket = new WebSocket(`${app.url.replace('http', 'ws')}${address}`, 'graphql-transport-ws');
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.once('open', () => socket.send('{"type":"connection_init"}'));
      expect(await closed).toBe(4403);
    }
    await ask(app, token);
    await ask(app, token, '{ defect');
    await overSocket(app, token);
    await ask(app, `${token}x`);
    const logged = JSON.stringify(app.logs.entries);
    expect(logged).toContain('"path":"/graphql"');
    for (const part of token.split('.')) expect(logged).not.toContain(part);
    expect(logged).not.toContain(SECRET);
  });
});

describe('with an OpenID Connect issuer that is away', () => {
  let issuer: FakeIssuer;
  let app: RunningApp;
  beforeAll(async () => {
    issuer = await startIssuer();
    issuer.trouble = 'status 500';
    app = await startApp(database, {
      AUTH_MODE: 'jwt',
      JWT_ISSUER: issuer.url,
      JWT_AUDIENCE: 'airpicture',
      JWT_ROLE_CLAIM: 'realm_access.roles',
    });
  });
  afterAll(async () => {
    await app.stop();
    await issuer.stop();
  });

  test('the server runs, takes keys, and lets tokens in as soon as the issuer is back', async () => {
    const token = await issuer.sign({
      iss: issuer.url,
      aud: ['account', 'airpicture'],
      sub: 'u1',
      preferred_username: 'ada',
      realm_access: { roles: ['offline_access', 'operator'] },
      exp: inSeconds(600),
    });
    const { status, headers, errors } = await ask(app, token);
    expect([status, headers.get('retry-after'), errors?.[0]?.extensions.code]).toEqual([
      503,
      '1',
      'UNAVAILABLE',
    ]);
    expect((await push(app, token, 'kit-1')).status).toBe(503);
    await expect(overSocket(app, token)).rejects.toMatchObject({ code: 1013 });
    const { text } = await makeKey(database.pool, { role: 'VIEWER' });
    await waitFor(async () => expect((await ask(app, text)).status).toBe(200));

    issuer.trouble = 'none';
    await waitFor(async () =>
      expect((await ask(app, token)).data).toMatchObject({ viewer: { name: 'ada', role: 'OPERATOR' } }),
    );
  });
});
