import { print } from 'graphql';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { TracksDocument } from '../../operations/generated/graphql.js';
import type { Viewer } from '../../src/domain/viewer.js';
import { createContextFactory } from '../../src/schema/context.js';
import { schema } from '../../src/schema/index.js';
import { createResponseCache } from '../../src/server/query/response-cache.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { createFakeFleet } from '../support/fake-fleet.js';
import { graphql } from '../support/graphql.js';
import { store } from '../support/history.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { aTrackReport, NOON_MS } from '../support/observations.js';
import { subscribeSse } from '../support/sse-client.js';
import { createFakeLive } from '../support/tracks-execution.js';
import { aViewer } from '../support/viewers.js';
import { waitFor } from '../support/wait-for.js';
import { rawSubscription } from '../support/ws-client.js';

/** What is executed without calling the resolvers of every field has to refuse all the same. */

const iso = (ms: number) => new Date(ms).toISOString();
const range = `{from: "${iso(NOON_MS - 1000)}", to: "${iso(NOON_MS + 1000)}"}`;
const list = `{ detections(range: ${range}, first: 10) { nodes { droneId } } }`;
const listed = { detections: { nodes: [{ droneId: 'drone-A' }] } };
const refusal = (field: string) => ({
  message: 'This takes the role VIEWER, OPERATOR, or ADMIN; yours is INGEST.',
  path: [field],
  locations: expect.anything() as unknown,
  extensions: { code: 'FORBIDDEN' },
});

const picture = createFakeLive();
let database: TestDatabase;
let http: TestHttpServer;
/** Whoever sends the next request. */
let asking: Viewer;

beforeAll(async () => {
  database = await createTestDatabase();
  await store(database.pool, [aTrackReport({ droneId: 'drone-A', observedAtMs: NOON_MS })]);
  http = await startHttpServer({
    schema,
    createContext: createContextFactory({
      pool: database.pool,
      live: picture.live,
      fleet: createFakeFleet([]),
      deadLetters: {} as never,
      keys: {} as never,
      now: () => NOON_MS,
    }),
    // A day later, so that the ranges are settled.
    responseCache: createResponseCache({ now: () => NOON_MS + 86_400_000 }),
    access: { needsKey: true, authenticate: () => asking, watch: () => () => undefined },
  });
});
beforeEach(() => void (picture.asked.length = 0));
afterAll(async () => {
  await http.server.stop({ deadlineMs: 1000 });
  await database.drop();
});

test('a list that goes from rows to JSON is refused to who may not read, also when the answer is kept', async () => {
  asking = aViewer('INGEST');
  expect((await graphql(http.url, list)).errors).toEqual([refusal('detections')]);
  asking = aViewer('VIEWER');
  expect((await graphql(http.url, list)).data).toEqual(listed);
  asking = aViewer('INGEST');
  const { data, errors } = await graphql(http.url, list);
  expect({ data, errors }).toEqual({ data: null, errors: [refusal('detections')] });
});

test('an answer that is kept serves everybody with the same rights, whoever they are', async () => {
  const counted = list.replace('drone', 'again: drone').replace('first: 10', 'first: 11');
  asking = aViewer('VIEWER', { name: 'one', keyId: '000000000001' });
  const before = await graphql(http.url, counted);
  await database.pool.query('DELETE FROM drones');
  asking = aViewer('VIEWER', { name: 'two', keyId: '000000000002' });
  expect(await graphql(http.url, counted)).toEqual(before);
  asking = aViewer('OPERATOR');
  expect((await graphql(http.url, counted)).data).toEqual({ detections: { nodes: [] } });
});

test('a subscription to tracks whose results would be shared frames is refused before it starts', async () => {
  asking = aViewer('INGEST');
  const socket = await rawSubscription(http.url, print(TracksDocument));
  try {
    const answer = () => socket.messages.find(({ id }) => id === '1');
    await waitFor(() => expect(answer()).toBeDefined());
    expect(answer()).toEqual({ id: '1', type: 'next', payload: { errors: [refusal('tracks')] } });
    await waitFor(() => expect(socket.messages.at(-1)).toEqual({ id: '1', type: 'complete' }));
  } finally {
    socket.close();
  }
  expect(picture.asked).toEqual([]);
});

test('an event stream of tracks is refused before it starts', async () => {
  asking = aViewer('INGEST');
  const results = [];
  for await (const result of subscribeSse(http.url, TracksDocument)) results.push(result);
  expect(results.map(({ errors }) => errors)).toEqual([[refusal('tracks')]]);
  expect(picture.asked).toEqual([]);
  expect(picture.readers.size).toBe(0);
});
