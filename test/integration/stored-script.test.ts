import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type RunningApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { waitFor } from '../support/wait-for.js';

/** As somebody with a radio may call an aircraft. */
const SCRIPT = '<script>alert(1)</script><img src=x onerror=alert(1)>';

let database: TestDatabase;
let app: RunningApp;
beforeAll(async () => {
  database = await createTestDatabase();
  app = await startApp(database, { INGEST_AUTO_REGISTER: 'true' });
  const drone = {
    type: 'drone',
    id: SCRIPT,
    lat: 46.75,
    lon: 8.03,
    description: SCRIPT,
    time: Date.now() / 1000,
  };
  const response = await post('/ingest', { source: 'kit-1', messages: [drone] });
  expect(response.status).toBe(200);
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

const post = (path: string, body: unknown) =>
  fetch(app.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
/** As a browser opens an address. */
const open = (path: string) =>
  fetch(app.url + path, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
const query = (text: string, variables: object = {}) => post('/graphql', { query: text, variables });
const inAddress = encodeURIComponent(SCRIPT);

test.each<[string, () => Promise<Response>]>([
  [
    'a list of history',
    () => query('{ detections(range: {last: "PT1H"}, first: 5) { nodes { droneId description } } }'),
  ],
  ['the live picture', () => query('{ liveTracks { droneId description } }')],
  ['a refused push', () => post('/ingest', { messages: [{ type: 'drone', id: 'd', kit_id: SCRIPT }] })],
  [
    'a wrong variable',
    () =>
      query('query ($last: Duration!) { detections(range: {last: $last}, first: 5) { nodes { droneId } } }', {
        last: SCRIPT,
      }),
  ],
  ['a missing route', () => open(`/${inAddress}`)],
])('K13: %s is JSON, whatever is in it', async (_what, ask) => {
  const response = await ask();
  const text = await response.text();
  // It is all there, or a browser could not be fooled by it anyway.
  expect(decodeURIComponent(text)).toContain('alert(1)');
  expect(response.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json/);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(() => JSON.parse(text) as unknown).not.toThrow();
});

test('K13: events are sent as a stream of events', async () => {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({
      query: 'subscription { tracks { ... on TrackSnapshot { tracks { description } } } }',
    }),
  });
  const reader = response.body!.getReader();
  let text = '';
  await waitFor(async () => {
    text += new TextDecoder().decode((await reader.read()).value);
    expect(text).toContain('alert(1)');
  });
  await reader.cancel();
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test('K13: no page of the server has anything of what is stored, or of its own address', async () => {
  for (const path of [
    '/',
    '/graphql',
    `/?${inAddress}`,
    `/graphql?query=${inAddress}`,
    '/live',
    '/ready',
    '/health',
  ]) {
    const response = await open(path);
    const text = await response.text();
    expect(text).not.toContain('alert(1)');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  }
});
