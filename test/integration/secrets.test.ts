import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { freePort } from '../../simulator/free-port.js';
import { schema } from '../../src/schema/index.js';
import { operationOn, rootFields } from '../support/any-operation.js';
import { runCli, startCli } from '../support/cli.js';
import { createDatabaseAccounts, type DatabaseAccounts } from '../support/database-accounts.js';
import { aDroneRecord, json, startFakeKit, type FakeKit } from '../support/fake-kit.js';
import { startFakeLoki, type FakeLoki } from '../support/fake-loki.js';
import { everythingIn, filesBelow, found } from '../support/sentinels.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';

const OPERATIONS = new URL('../../operations/', import.meta.url);

/** By what each is. Those that are made on the way join them. */
const secrets: Record<string, string> = {
  lokiPassword: 'S3NT1NEL-loki-password',
  secretsKey: randomBytes(32).toString('hex'),
  jwtSecret: 'S3NT1NEL-jwt-secret-of-more-than-32-characters',
  kitPassword: 'S3NT1NEL-kit-password',
  kitBearer: 'S3NT1NEL-kit-bearer',
  newKitBearer: 'S3NT1NEL-kit-bearer-2',
  wrongKey: `air_0123456789ab_${'S3NT1NEL-wrong-key'.padEnd(43, 'x')}`,
  wrongToken: 'S3NT1NEL.wrong.token',
};
/** What the server answered, but for the two answers that are there to hold a key. */
const answers: string[] = [];

let accounts: DatabaseAccounts;
let proxy: TcpProxy;
let loki: FakeLoki;
let kit: FakeKit;
let refusing: FakeKit;
let dataDir: string;
let env: Record<string, string>;
let url: string;
let server: ReturnType<typeof startCli>;

beforeAll(async () => {
  accounts = await createDatabaseAccounts();
  secrets['databasePassword'] = accounts.server.password;
  secrets['ownerPassword'] = accounts.owner.password;
  dataDir = await mkdtemp(join(tmpdir(), 'airpicture-secrets-'));
  const database = new URL(accounts.server.connectionString);
  proxy = await startTcpProxy({ host: database.hostname, port: Number(database.port) });
  database.port = String(proxy.port);
  loki = await startFakeLoki();
  kit = await startFakeKit({ drones: [aDroneRecord()] });
  refusing = await startFakeKit();
  const port = await freePort(0);
  url = `http://127.0.0.1:${port}`;
  env = {
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: database.href,
    MIGRATION_DATABASE_URL: accounts.owner.connectionString,
    LOKI_ENABLED: 'true',
    LOKI_URL: loki.url,
    LOKI_USERNAME: 'air',
    LOKI_PASSWORD: secrets['lokiPassword']!,
    LOKI_BATCH_TIMEOUT_SECONDS: '0.1',
    SECRETS_KEY: secrets['secretsKey']!,
    AUTH_MODE: 'jwt',
    JWT_SECRET: secrets['jwtSecret']!,
    KIT_ALLOWED_NETWORKS: '127.0.0.0/8',
    INGEST_AUTO_REGISTER: 'true',
    MAX_RETRIES: '0',
    COST_PER_MINUTE: '0',
    INGEST_RECORDS_PER_SECOND: '0',
    MAX_SOCKETS_PER_ADDRESS: '0',
    MAX_SOCKETS_PER_USER: '0',
    LOG_LEVEL: 'trace',
    LOG_FORMAT: 'json',
  };
  const migrated = await runCli(['migrate'], env);
  expect(migrated.code, migrated.stderr).toBe(0);
  expect(found(secrets, migrated.stdout + migrated.stderr)).toEqual([]);
  for (const role of ['admin', 'viewer', 'ingest']) {
    const { code, stdout, stderr } = await runCli(['key', 'create', '--name', role, '--role', role], env);
    expect(code, stderr).toBe(0);
    secrets[`${role}Key`] = stdout.trimEnd();
  }
  secrets['token'] = await new SignJWT({ sub: 'somebody', role: 'operator' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secrets['jwtSecret']));
  server = startCli([], env);
  await waitFor(async () => expect((await fetch(`${url}/ready`)).status).toBe(200));
}, 120_000);

afterAll(async () => {
  server.child.kill('SIGKILL');
  await Promise.all([proxy.stop(), loki.stop(), kit.stop(), refusing.stop()]);
  await accounts.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const bearer = (secret: string | undefined) => ({ authorization: `Bearer ${secret ?? ''}` });

/** Asks and takes note of the whole answer; of an event stream, of its beginning. */
async function ask(
  path: string,
  init: RequestInit & { headers?: Record<string, string> } = {},
): Promise<string> {
  const response = await fetch(new URL(path, url), { redirect: 'manual', ...init });
  let body = '';
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
    const reader = response.body!.getReader();
    body = Buffer.from((await reader.read()).value ?? []).toString();
    await reader.cancel();
  } else body = await response.text();
  answers.push(`${path.split('?')[0]} ${response.status} ${JSON.stringify([...response.headers])} ${body}`);
  return body;
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const graphql = (query: string, variables: object = {}, secret = secrets['adminKey']) =>
  post('/graphql', { query, variables }, { accept: 'application/json', ...bearer(secret) });

const aPush = (id: string) => ({
  source: 'edge-01',
  messages: [
    { type: 'drone', id, lat: 46.75, lon: 8.03, time: Date.now() / 1000 },
    { type: 'drone', id: '', lat: {} },
    { message: 'a log line' },
  ],
});

/** Whatever a client can ask for, and in whatever wrong way. */
async function everyCall(): Promise<void> {
  const texts = (await readdir(OPERATIONS)).filter((file) => file.endsWith('.graphql'));
  const files = await Promise.all(texts.map((file) => readFile(new URL(file, OPERATIONS), 'utf8')));
  const fragments = files.filter((text) => /^fragment/m.test(text));
  const operations = [
    ...rootFields(schema).map(operationOn),
    ...files.filter((text) => !/^fragment/m.test(text)).map((text) => withFragments(text, fragments)),
  ];
  const callers = ['viewerKey', 'ingestKey', 'token', 'wrongKey', 'wrongToken'];
  for (const query of operations) {
    for (const caller of [...callers, 'adminKey']) {
      const isMutation = /^mutation/m.test(query);
      // What administrators may do is done below, one by one.
      if (isMutation && caller === 'adminKey') continue;
      const headers = { accept: /^subscription/m.test(query) ? 'text/event-stream' : 'application/json' };
      await post(
        '/graphql',
        { query, variables: { range: { last: 'PT1H' } } },
        { ...headers, ...bearer(secrets[caller]) },
      );
    }
  }
  for (const path of ['/', '/live', '/ready', '/health', '/graphql', '/nothing', '/../etc/passwd', '/%ff']) {
    await ask(path, { headers: { accept: 'text/html' } });
    await ask(path, { headers: bearer(secrets['adminKey']) });
    await ask(path, { headers: bearer(secrets['wrongKey']) });
    await ask(`${path}?token=${secrets['viewerKey']}&access_token=${secrets['token']}`, {
      headers: { accept: '*/*' },
    });
  }
  for (const caller of ['ingestKey', 'adminKey', 'viewerKey', 'wrongKey', 'wrongToken']) {
    await post('/ingest', aPush(`drone-${caller}`), bearer(secrets[caller]));
    await post('/ingest', '{"source": ', bearer(secrets[caller]));
    await post('/ingest', 'x', { ...bearer(secrets[caller]), 'content-encoding': 'gzip' });
  }
  await graphql('{ kits(first: 1001) { nodes { name } } __typename @x }');
  await graphql(`{ kit(kitId: "${'x'.repeat(200_000)}") { name } }`);
  await post('/graphql', 'not JSON', bearer(secrets['adminKey']));
  for (const caller of ['adminKey', 'token', 'wrongKey', 'wrongToken']) await overWebSocket(secrets[caller]!);
}

const withFragments = (text: string, fragments: readonly string[]): string => {
  const names = (of: string) => new Set([...of.matchAll(/\.\.\.(\w+)/g)].map(([, name]) => name));
  let all = text;
  for (;;) {
    const used = names(all);
    const missing = fragments.filter(
      (fragment) => used.has(/fragment (\w+)/.exec(fragment)?.[1]) && !all.includes(fragment),
    );
    if (missing.length === 0) return all;
    all = [all, ...missing].join('\n');
  }
};

async function overWebSocket(secret: string): Promise<void> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazyCloseTimeout: 0,
    connectionParams: { authorization: `Bearer ${secret}` },
    on: {
      message: (message) => answers.push(JSON.stringify(message)),
      closed: (event) => answers.push(String(event)),
    },
  });
  for (const query of [
    '{ viewer { name } }',
    'subscription { tracks { __typename } }',
    '{ nothing }',
    '{{{',
  ]) {
    try {
      for await (const result of client.iterate({ query })) {
        answers.push(JSON.stringify(result));
        break;
      }
    } catch (error) {
      answers.push(error instanceof Error ? error.message : JSON.stringify(error));
    }
  }
  await client.dispose();
}

async function kitsWithCredentials(): Promise<void> {
  const { kitPassword: password, kitBearer, newKitBearer } = secrets;
  const register = 'mutation ($input: RegisterKitInput!) { registerKit(input: $input) { __typename } }';
  const update =
    'mutation ($input: UpdateKitInput!) { updateKit(kitId: "field-1", input: $input) { __typename } }';
  refusing.behaves((socket) => socket.end(json('401 Unauthorized', '{"error":"who are you?"}')));
  const accepted = await graphql(register, {
    input: { kitId: 'field-1', apiUrl: kit.url, credentials: { username: 'air', password } },
  });
  expect(accepted).toContain('RegisterKitSuccess');
  await graphql(register, {
    input: { kitId: 'field-2', apiUrl: refusing.url, credentials: { bearer: kitBearer } },
  });
  await graphql(register, {
    input: { kitId: 'field-3', apiUrl: refusing.url, probe: false, credentials: { bearer: kitBearer } },
  });
  await graphql(register, { input: { kitId: 'field-4', credentials: { bearer: kitBearer } } });
  await graphql(register, { input: { kitId: 'field-5', apiUrl: `http://air:${kitBearer}@127.0.0.1:9` } });
  await graphql(register, { input: { kitId: 5, credentials: { bearer: kitBearer, password: [password] } } });
  await graphql(update, { input: { credentials: { bearer: newKitBearer } } });
  await graphql(
    'mutation ($c: KitCredentialsInput) { probeKit(apiUrl: "http://127.0.0.1:9", credentials: $c) { __typename } }',
    {
      c: { bearer: kitBearer },
    },
  );
  await graphql('mutation { pollKitNow(kitId: "field-3") { __typename } }');
  await graphql('{ kits(first: 10) { nodes { kitId apiUrl collector { lastError } } } }');
  await graphql(
    '{ auditLog(range: { last: "PT1H" }, first: 100) { nodes { operation target before after } } }',
  );
}

async function keys(): Promise<void> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer(secrets['adminKey']) },
    body: JSON.stringify({
      query: `mutation { createApiKey(input: { name: "a map", role: VIEWER }) {
                ... on CreateApiKeySuccess { text apiKey { keyId } } } }`,
    }),
  });
  const { data } = (await response.json()) as {
    data: { createApiKey: { text: string; apiKey: { keyId: string } } };
  };
  secrets['madeKey'] = data.createApiKey.text;
  await graphql('{ viewer { name } }', {}, secrets['madeKey']);
  await graphql('mutation ($id: String!) { revokeApiKey(keyId: $id) { __typename } }', {
    id: data.createApiKey.apiKey.keyId,
  });
  await graphql('{ viewer { name } }', {}, secrets['madeKey']);
  await graphql('{ apiKeys { keyId name role createdAt } }');
}

async function withoutDatabase(): Promise<void> {
  proxy.refuse();
  await waitFor(async () => expect((await fetch(`${url}/ready`)).status).toBe(503));
  await everyCall();
  await graphql('mutation { createApiKey(input: { name: "x", role: VIEWER }) { __typename } }');
  await graphql(
    'mutation ($input: UpdateKitInput!) { updateKit(kitId: "field-1", input: $input) { __typename } }',
    { input: { credentials: { bearer: secrets['kitBearer'] } } },
  );
  proxy.recover();
  await waitFor(async () => expect((await fetch(`${url}/ready`)).status).toBe(200));
}

test('R1: no secret is in any answer, log, file or row, whatever is asked and whatever fails', async () => {
  await kitsWithCredentials();
  await keys();
  await everyCall();
  loki.answers({ status: 401, body: 'invalid credentials\n' });
  await post('/ingest', aPush('drone-401'), bearer(secrets['ingestKey']));
  await withoutDatabase();
  loki.answers(null);
  // Spools hold what was pushed meanwhile: as much as can be is on disk.
  const files = await filesBelow(dataDir);
  await waitFor(async () =>
    expect(JSON.parse(await ask('/health', { headers: bearer(secrets['adminKey']) }))).toMatchObject({
      sinks: { tsdb: { healthy: true } },
    }),
  );
  const rows = await everythingIn(accounts.pool);
  server.child.kill('SIGTERM');
  const { code, stdout, stderr } = await server.ended;

  expect(code).toBe(0);
  expect(answers.length).toBeGreaterThan(400);
  expect(files.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/tsdb\/data\.mdb$/),
      expect.stringMatching(/known-kits\.json$/),
    ]),
  );
  expect(rows).toContain('field-1');
  expect(stdout.split('\n').length).toBeGreaterThan(20);

  expect(found(secrets, stdout)).toEqual([]);
  expect(found(secrets, stderr)).toEqual([]);
  expect(answers.flatMap((answer) => found(secrets, answer))).toEqual([]);
  for (const { path, bytes } of files) expect([path, found(secrets, bytes)]).toEqual([path, []]);
  // SHA-256 of a key, and credentials of kits encrypted.
  expect(found(secrets, rows)).toEqual([]);
}, 180_000);
