import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startApp, type RunningApp } from '../support/app.js';
import { graphql } from '../support/graphql.js';
import { store } from '../support/history.js';
import { aTrackReport } from '../support/observations.js';
import { waitFor } from '../support/wait-for.js';

const HOUR_MS = 3_600_000;
/** A day ago, so that nobody minds late reports. */
const dayMs = Date.now() - 24 * HOUR_MS;
const iso = (ms: number) => new Date(ms).toISOString();

let database: TestDatabase;
let app: RunningApp;

beforeAll(async () => {
  database = await createTestDatabase();
  await store(database.pool, [aTrackReport({ observedAtMs: dayMs, droneId: 'drone-first' })]);
  app = await startApp(database, { INGEST_AUTO_REGISTER: 'true' });
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

const detections = (range: object) => ({
  query: 'query ($range: TimeRange!) { detections(range: $range, first: 100) { nodes { droneId } } }',
  variables: { range },
});
type Listed = { detections: { nodes: { droneId: string }[] } };
const seen = async (range: object) => {
  const { query, variables } = detections(range);
  const { data } = await graphql<Listed>(app.url, query, variables);
  return data!.detections.nodes.map(({ droneId }) => droneId).sort();
};
const get = (range: object, headers: Record<string, string> = {}) => {
  const { query, variables } = detections(range);
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  return fetch(`${app.url}/graphql?${search}`, { headers });
};
/** As another process would: this one is not told. */
const storeUnnoticed = (droneId: string, observedAtMs: number) =>
  store(database.pool, [aTrackReport({ observedAtMs, droneId })]);

describe('an answer about the past', () => {
  test('is kept for a while, and given up when a record arrives late', async () => {
    const range = { from: iso(dayMs - HOUR_MS), to: iso(dayMs + HOUR_MS) };
    expect(await seen(range)).toEqual(['drone-first']);
    await storeUnnoticed('drone-second', dayMs + 1000);
    expect(await seen(range)).toEqual(['drone-first']);

    const response = await fetch(`${app.url}/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        source: 'kit-late',
        messages: [{ type: 'drone', id: 'drone-late', lat: 46, lon: 8, alt: 500, time: iso(dayMs + 2000) }],
      }),
    });
    expect(response.status).toBeLessThan(300);
    await waitFor(async () => expect(await seen(range)).toContain('drone-late'));
    expect(await seen(range)).toEqual(['drone-first', 'drone-late', 'drone-second']);
  });

  test('is read again when the range has no fixed end', async () => {
    const range = { from: iso(dayMs + 5 * HOUR_MS) };
    expect(await seen(range)).toEqual([]);
    await storeUnnoticed('drone-third', dayMs + 6 * HOUR_MS);
    expect(await seen(range)).toEqual(['drone-third']);
  });

  test('is read again when it is about anything else, too', async () => {
    const range = { from: iso(dayMs + 7 * HOUR_MS), to: iso(dayMs + 8 * HOUR_MS) };
    const query =
      'query ($range: TimeRange!) { kits(first: 1) { nodes { kitId } } detections(range: $range, first: 100) { nodes { droneId } } }';
    const count = async () =>
      (await graphql<Listed>(app.url, query, { range })).data!.detections.nodes.length;
    expect(await count()).toBe(0);
    await storeUnnoticed('drone-fourth', dayMs + 7.5 * HOUR_MS);
    expect(await count()).toBe(1);
  });

  test('is forgotten with every mutation', async () => {
    const range = { from: iso(dayMs + 9 * HOUR_MS), to: iso(dayMs + 10 * HOUR_MS) };
    expect(await seen(range)).toEqual([]);
    await storeUnnoticed('drone-fifth', dayMs + 9.5 * HOUR_MS);
    await graphql(app.url, 'mutation { clearDeadLetters(confirm: true) { __typename } }');
    expect(await seen(range)).toEqual(['drone-fifth']);
  });

  test('that something does not exist is not kept', async () => {
    const query =
      'query ($range: TimeRange!) { drone(droneId: "drone-new") { droneId path(range: $range) { time } } }';
    const range = { from: iso(dayMs - HOUR_MS), to: iso(dayMs) };
    expect((await graphql(app.url, query, { range })).data).toEqual({ drone: null });
    await storeUnnoticed('drone-new', dayMs - 1000);
    expect((await graphql(app.url, query, { range })).data).toMatchObject({
      drone: { path: [{ time: iso(dayMs - 1000) }] },
    });
  });
});

describe('a GET request', () => {
  const range = { last: 'P2D' };

  test('may be repeated without the answer being sent again', async () => {
    const first = await get(range);
    expect(first.status).toBe(200);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toMatch(/accept/i);
    const etag = first.headers.get('etag')!;

    for (const tags of [etag, `"other", ${etag}`, etag.slice(2), '*']) {
      const again = await get(range, { 'if-none-match': tags });
      expect({ tags, status: again.status, text: await again.text() }).toEqual({
        tags,
        status: 304,
        text: '',
      });
      expect(again.headers.get('etag')).toBe(etag);
    }
    await storeUnnoticed('drone-sixth', dayMs);
    const changed = await get(range, { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  test('that fails has no tag', async () => {
    const failed = await get({});
    expect(((await failed.json()) as { errors: unknown[] }).errors).toHaveLength(1);
    expect(failed.headers.get('etag')).toBeNull();
  });
});
