import { afterAll, beforeAll, expect, test } from 'vitest';
import { globalId } from '../../src/schema/global-id.js';
import { startApp, type RunningApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { LEAK } from '../support/leaks.js';
import { speakOverSocket } from '../support/raw-protocol.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

let database: TestDatabase;
let proxy: TcpProxy;
let app: RunningApp;
/** Its schema has fields that fail as defects do. */
let defective: TestHttpServer;

beforeAll(async () => {
  database = await createTestDatabase();
  const url = new URL(database.connectionString);
  proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
  url.host = `127.0.0.1:${proxy.port}`;
  app = await startApp({ connectionString: url.href });
  defective = await startHttpServer();
});
afterAll(async () => {
  proxy.recover();
  await app.stop();
  await defective.server.stop({ deadlineMs: 1_000 });
  await proxy.stop();
  await database.drop();
});

const HOUR = 'range: {last: "PT1H"}';
const HOSTILE = `'; DROP TABLE drones; -- \\u0000 \\ud800 %s $1 \${x} ../../etc/passwd`;

const provocations: readonly object[] = [
  '{',
  '{ nothing }',
  'query A { __typename } query B { __typename }',
  '{ kits(first: -1) { nodes { id } } }',
  '{ kits(first: 99999999999) { nodes { id } } }',
  '{ kits(first: 1, after: "nonsense") { nodes { id } } }',
  `{ detections(${HOUR}, first: 1, after: "${Buffer.from('{"x":1}').toString('base64')}") { nodes { id } } }`,
  '{ detections(range: {last: "P99Y"}, first: 1) { nodes { id } } }',
  '{ detections(range: {last: "x"}, first: 1) { nodes { id } } }',
  `{ detections(${HOUR}, first: 1) { nodes { id } } }`,
  `{ drones(first: 1) { nodes { id } } }`,
  `{ node(id: "nonsense") { id } }`,
  `{ node(id: "${globalId('Detection', 'x')}") { id } }`,
  `{ node(id: "${globalId('Kit', "x' OR 1=1")}") { id } }`,
  'mutation { pollKitNow(kitId: "nope") { __typename ... on Error { message } } }',
  `mutation { pollKitNow(kitId: ${JSON.stringify(HOSTILE)}) { __typename ... on Error { message } } }`,
  'mutation { registerKit(input: {kitId: "k", name: "k", apiUrl: "http://127.0.0.1:1"}) { __typename ... on Error { message } } }',
  'mutation { registerKit(input: {kitId: "", name: "", apiUrl: "file:///etc/passwd"}) { __typename ... on Error { message } } }',
  `mutation { revokeApiKey(keyId: ${JSON.stringify(HOSTILE)}) { __typename } }`,
  'subscription { tracks(maxRateHz: -1) { __typename } }',
  'subscription { nothing }',
]
  .map((query): object => ({ query }))
  .concat(
    { query: 'query ($first: Int!) { kits(first: $first) { nodes { id } } }', variables: { first: {} } },
    { query: 'query ($q: String!) { node(id: $q) { id } }', variables: { q: { $gt: '' } } },
    { documentId: 'sha256:nothing' },
    { query: '{ __typename }', operationName: '__proto__' },
  );

const defects: readonly object[] = [
  '{ defect }',
  '{ hello defect missingKit refused }',
  'subscription { breaks }',
].map((query) => ({ query }));

/** Everything that the server says about these, as text. */
async function answersTo(url: string, operations: readonly object[]): Promise<string[]> {
  const socket = await speakOverSocket(url, {});
  const texts: string[] = [];
  for (const operation of operations) {
    for (const accept of ['application/json', 'application/graphql-response+json', 'text/event-stream']) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: JSON.stringify(operation),
        signal: AbortSignal.timeout(10_000),
      });
      const isStream = accept === 'text/event-stream' && JSON.stringify(operation).includes('subscription');
      texts.push(isStream ? await firstOf(response) : await response.text());
    }
    await socket.ask(operation);
  }
  await socket.leave();
  return [...texts, ...socket.texts];
}

/** Streams may go on for ever. */
async function firstOf(response: Response): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    text += value ?? '';
    if (!done && !text.includes('event:') && !text.includes('"errors"')) continue;
    await reader.cancel().catch(() => undefined);
    return text;
  }
}

async function malformed(url: string): Promise<string[]> {
  const json = { 'content-type': 'application/json' };
  const requests: [string, RequestInit][] = [
    ['/graphql', { method: 'POST', headers: json, body: '{"query":' }],
    ['/graphql', { method: 'POST', headers: json, body: '[]' }],
    ['/graphql', { method: 'POST', headers: json, body: '\u0000' }],
    ['/graphql', { method: 'POST', headers: json, body: 'x'.repeat(200_000) }],
    ['/graphql', { method: 'POST', body: 'x' }],
    ['/graphql?query={kits}&variables={', {}],
    ['/graphql?extensions=%00', {}],
    ['/%zz', {}],
    ['/../../etc/passwd', {}],
    ['/ingest', { method: 'POST', headers: json, body: '{' }],
    [
      '/ingest',
      { method: 'POST', headers: json, body: '{"source":"x","messages":[{"type":"drone","id":42}]}' },
    ],
    ['/ingest', { method: 'POST', headers: { ...json, 'content-encoding': 'gzip' }, body: 'no gzip' }],
    ['/ready', {}],
  ];
  const answers: string[] = [];
  for (const [path, init] of requests) {
    const response = await fetch(`${url}${path}`, init);
    answers.push(`${JSON.stringify([...response.headers])}${await response.text()}`);
  }
  return answers;
}

function expectNoLeak(texts: readonly string[]): void {
  const { hostname, port, pathname, username } = new URL(database.connectionString);
  const secrets = [`${hostname}:${port}`, String(proxy.port), pathname.slice(1), `"${username}"`, 'hunter2'];
  for (const text of texts) {
    expect(LEAK.exec(text)?.[0], text).toBeUndefined();
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
}

test('G12: no error says anything about the inside of the server', async () => {
  const texts = [...(await answersTo(app.url, provocations)), ...(await malformed(app.url))];
  expect(texts.filter((text) => /error|refused|rejected/i.test(text)).length).toBeGreaterThan(60);
  expectNoLeak(texts);
});

test('G12: nor does a defect, which is masked and has the id of its request', async () => {
  const texts = await answersTo(defective.url, defects);
  expect(texts.filter((text) => text.includes('INTERNAL_SERVER_ERROR')).length).toBeGreaterThan(
    defects.length,
  );
  for (const text of texts) {
    expect(LEAK.exec(text)?.[0], text).toBeUndefined();
    expect(text).not.toMatch(/hunter2|db\.internal|secrets/);
  }
});

test('G12: nor does what fails because the database is away', { timeout: 90_000 }, async () => {
  proxy.refuse();
  const texts = [...(await answersTo(app.url, provocations)), ...(await malformed(app.url))];
  expect(texts.filter((text) => text.includes('UNAVAILABLE')).length).toBeGreaterThan(3);
  expectNoLeak(texts);
});
