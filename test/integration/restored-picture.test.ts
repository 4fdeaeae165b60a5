import { afterEach, beforeEach, expect, test } from 'vitest';
import { startApp, type RunningApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { graphql } from '../support/graphql.js';
import { waitFor } from '../support/wait-for.js';

let database: TestDatabase;
let app: RunningApp;
beforeEach(async () => {
  database = await createTestDatabase();
  app = await start();
});
afterEach(async () => {
  await app.stop();
  await database.drop();
});

const start = () => startApp(database, { INGEST_AUTO_REGISTER: 'true' });

async function push(id: string, kit: string, agoS: number, given: Record<string, unknown> = {}) {
  const message = { type: 'drone', id, kit_id: kit, time: Date.now() / 1000 - agoS, ...given };
  const response = await fetch(`${app.url}/ingest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ source: kit, messages: [message] }),
  });
  expect(response.status).toBe(200);
}

interface LiveTrack {
  readonly droneId: string;
  readonly lat: number | null;
  readonly altitudeM: number | null;
  readonly sightings: readonly { kitId: string }[];
}
async function liveTracks(): Promise<readonly LiveTrack[]> {
  const { data } = await graphql<{ liveTracks: readonly LiveTrack[] }>(
    app.url,
    '{ liveTracks { droneId lat altitudeM sightings { kitId } } }',
  );
  return data!.liveTracks;
}

test('after a restart the live picture is what it was, as far as it is recent and its kits are there', async () => {
  await push('drone-one', 'kit-a', 12, { lat: 47.6, lon: 9.4, alt: 500 });
  // Frames with a position come between others without one.
  await push('drone-one', 'kit-a', 8);
  await push('drone-one', 'kit-b', 9, { lat: 47.6, lon: 9.4 });
  await push('drone-two', 'kit-b', 5, { lat: 47.7, lon: 9.5, alt: 600 });
  await push('drone-gone', 'kit-removed', 5, { lat: 47.7, lon: 9.5 });
  await push('drone-old', 'kit-a', 90, { lat: 47.7, lon: 9.5 });
  await waitFor(async () => {
    const { rows } = await database.pool.query('SELECT FROM drones');
    expect(rows).toHaveLength(6);
  });
  await graphql(app.url, 'mutation { removeKit(kitId: "kit-removed") { __typename } }');
  const before = await liveTracks();
  expect(before.map(({ droneId }) => droneId)).toEqual(['drone-one', 'drone-two']);
  expect(before[0]).toMatchObject({ lat: 47.6, altitudeM: 500 });

  await app.stop();
  app = await start();
  expect(await liveTracks()).toEqual(before);
});
