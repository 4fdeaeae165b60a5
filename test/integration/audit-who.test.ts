import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createKeyDesk } from '../../src/access/key-desk.js';
import type { AuditEntry } from '../../src/domain/audit.js';
import type { Role } from '../../src/domain/viewer.js';
import { AuditLogDocument } from '../../operations/generated/graphql.js';
import { startApp, type RunningApp } from '../support/app.js';
import { auditEntries, auditFault } from '../support/audit.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { somebody } from '../support/viewers.js';
import { waitFor } from '../support/wait-for.js';

/** The whole server, with a key for each role. */
let database: TestDatabase;
let app: RunningApp;
let directory: string;
const keys = {} as Record<Role, { keyId: string; text: string }>;
let seen: number;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'airpicture-who-'));
  const desk = createKeyDesk({ pool: database.pool, randomBytes, now: Date.now });
  for (const role of ['ADMIN', 'OPERATOR', 'VIEWER', 'INGEST'] as const) {
    const wanted = { name: `the ${role}`, role, kitIds: null, expiresAtMs: null };
    const { key, text } = await desk.create(wanted, somebody);
    keys[role] = { keyId: key.keyId, text };
  }
  const kitsPath = join(directory, 'kits.yaml');
  await writeFile(kitsPath, 'kits:\n  - id: of-the-file\n    name: Seed\n');
  const env = { AUTH_MODE: 'token', INGEST_AUTO_REGISTER: 'true', KITS_CONFIG: kitsPath };
  app = await startApp(database, env);
});
afterAll(async () => {
  await app.stop();
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  seen = (await auditEntries(database.pool)).length;
});

const added = async (): Promise<AuditEntry[]> => (await auditEntries(database.pool)).slice(seen);

async function ask<T = Record<string, never>>(query: string, role: Role, variables = {}) {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${keys[role].text}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as { data?: T | null; errors?: { extensions: { code: string } }[] };
}

const actorOf = (role: Role) => ({
  name: `the ${role}`,
  role,
  keyId: keys[role].keyId,
  address: '127.0.0.1',
  requestId: expect.stringMatching(/./) as string,
});

test('R6: kits of the file are registered by the server itself', async () => {
  const seeded = (await auditEntries(database.pool)).find(({ target }) => target === 'of-the-file');
  expect(seeded).toMatchObject({
    operation: 'registerKit',
    actor: { name: 'airpicture', role: null, keyId: null, address: null, requestId: null },
    after: { name: 'Seed' },
  });
});

test('R6: a mutation is in the log with the key, the role, the address and the request', async () => {
  const mutation = `mutation { registerKit(input: { kitId: "by-hand" }) { __typename } }`;
  expect((await ask(mutation, 'OPERATOR')).errors).toBeUndefined();
  expect(await added()).toMatchObject([
    { operation: 'registerKit', target: 'by-hand', outcome: 'DONE', actor: actorOf('OPERATOR') },
  ]);
});

test('R6: a kit that pushes is registered by whoever pushes', async () => {
  const pushed = await fetch(`${app.url}/ingest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${keys.INGEST.text}` },
    body: JSON.stringify({
      source: 'edge-01',
      messages: [{ type: 'drone', id: 'drone-A', time: Date.now() / 1000 }],
    }),
  });
  expect(pushed.status).toBe(200);
  expect(await added()).toMatchObject([
    { operation: 'registerKit', target: 'edge-01', outcome: 'DONE', actor: actorOf('INGEST') },
  ]);
});

test('R6: what somebody may not do is in the log, over HTTP and WebSocket', async () => {
  const byVariable = 'mutation ($kitId: String!) { gone: removeKit(kitId: $kitId) { __typename } }';
  await ask(byVariable, 'VIEWER', { kitId: 'by-hand' });
  const client = createClient({
    url: `${app.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${keys.OPERATOR.text}` },
  });
  const query = `mutation { revokeApiKey(keyId: "${keys.ADMIN.keyId}") { __typename } }`;
  for await (const { errors } of client.iterate({ query })) expect(errors).toHaveLength(1);
  await client.dispose();
  await waitFor(async () => expect(await added()).toHaveLength(2));
  const refused = { outcome: 'REFUSED', before: null, after: null };
  expect(await added()).toMatchObject([
    { ...refused, operation: 'removeKit', target: 'by-hand', actor: actorOf('VIEWER') },
    { ...refused, operation: 'revokeApiKey', target: keys.ADMIN.keyId, actor: actorOf('OPERATOR') },
  ]);
});

test('R6: queries that are refused, and wrong keys, are not in the log', async () => {
  const { errors } = await ask(
    '{ auditLog(range: { last: "PT1H" }, first: 1) { nodes { number } } }',
    'OPERATOR',
  );
  expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  const wrong = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer wrong' },
    body: JSON.stringify({ query: 'mutation { removeKit(kitId: "x") { __typename } }' }),
  });
  expect(wrong.status).toBe(401);
  await ask('mutation { setKitEnabled(kitId: "by-hand", enabled: true) { __typename } }', 'OPERATOR');
  expect((await added()).map(({ operation }) => operation)).toEqual(['setKitEnabled']);
});

test('R6: a flood of refusals is answered as ever, and adds a handful of entries', async () => {
  const flood = Array.from({ length: 200 }, () =>
    ask('mutation { setKitEnabled(kitId: "by-hand", enabled: false) { __typename } }', 'VIEWER'),
  );
  for (const { errors } of await Promise.all(flood))
    expect(errors?.[0]?.extensions.code).toMatch(/^(FORBIDDEN|RATE_LIMITED)$/);
  await waitFor(async () => expect((await added()).length).toBeGreaterThan(0));
  expect((await added()).length).toBeLessThanOrEqual(5);
  expect(await auditFault(database.pool)).toBeNull();
});

interface Page {
  readonly auditLog: {
    readonly nodes: readonly { readonly number: number; readonly [field: string]: unknown }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

async function list(variables: Record<string, unknown>): Promise<Page['auditLog']> {
  const { data, errors } = await ask<Page>(print(AuditLogDocument), 'ADMIN', {
    range: { last: 'PT1H' },
    ...variables,
  });
  expect(errors).toBeUndefined();
  return data!.auditLog;
}

test('administrators page through the log, newest first', async () => {
  const all = (await auditEntries(database.pool)).toReversed();
  const numbers: number[] = [];
  let after: string | null = null;
  do {
    const page: Page['auditLog'] = await list({ first: 2, after });
    numbers.push(...page.nodes.map(({ number }) => number));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  expect(numbers).toEqual(all.map(({ number }) => number));
  const { atMs, ...newest } = all[0]!;
  expect((await list({ first: 1 })).nodes).toEqual([{ ...newest, time: new Date(atMs).toISOString() }]);
});

test.each([
  ['actors', { actors: ['the INGEST'] }, ['edge-01']],
  [
    'operations and targets',
    { operations: ['registerKit'], targets: ['by-hand', 'edge-01'] },
    ['edge-01', 'by-hand'],
  ],
  ['an outcome', { outcome: 'REFUSED', operations: ['removeKit'] }, ['by-hand']],
  ['nothing', { actors: [] }, []],
])('the log is filtered by %s', async (_what, filter, targets) => {
  expect((await list({ filter })).nodes.map(({ target }) => target)).toEqual(targets);
});

test('the log is filtered by keys', async () => {
  const { nodes } = await list({ filter: { keyIds: [keys.INGEST.keyId] } });
  expect(nodes.map(({ target }) => target)).toEqual(['edge-01']);
});
