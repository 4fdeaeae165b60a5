import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DetectionsDocument,
  KitsChangedDocument,
  KitsDocument,
  LiveTracksDocument,
  RegisterKitDocument,
  RemoveKitDocument,
  SetKitEnabledDocument,
  TracksDocument,
} from '../../operations/generated/graphql.js';
import { createSimulatedKit, type SimulatedKit } from '../../simulator/kit.js';
import { createWorld } from '../../simulator/world.js';
import { startApp, type RunningApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { graphql, type Result } from '../support/graphql.js';
import { waitFor } from '../support/wait-for.js';
import { connectWs, type WsClient } from '../support/ws-client.js';

const POLL_S = 1.5;

let database: TestDatabase;
let app: RunningApp;
let client: WsClient;
let kit: SimulatedKit;
let apiUrl: string;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startApp(database, { POLL_INTERVAL: String(POLL_S) });
  client = connectWs(app.url);
  const world = createWorld({ seed: 3, startMs: Date.now() - 600_000, droneCount: 8 });
  kit = createSimulatedKit({
    world,
    serial: 'TEST1',
    position: { lat: 47.66, lon: 9.48, altitudeM: 450 },
    statusAfterMs: 0,
  });
  apiUrl = await kit.start();
  await waitFor(async () => {
    const { drones } = (await (await fetch(`${apiUrl}/drones`)).json()) as { drones: unknown[] };
    expect(drones.length).toBeGreaterThan(5);
  });
});

afterAll(async () => {
  await client.dispose();
  await app.stop();
  await kit.stop();
  await database.drop();
});

describe('a kit that is registered while people watch', () => {
  test('appears in the kits subscription and its drones in tracks', async () => {
    const kits = client.subscribe(KitsChangedDocument);
    const tracks = client.subscribe(TracksDocument, { maxRateHz: 10 });
    expect((await next(tracks)).tracks).toMatchObject({
      __typename: 'TrackSnapshot',
      tracks: [],
    });

    const { data } = await graphql(app.url, RegisterKitDocument, { input: { kitId: 'field-1', apiUrl } });
    expect(data?.registerKit).toMatchObject({ kit: { kitId: 'field-1', uid: 'wardragon-TEST1' } });

    const appeared = await next(kits);
    expect(appeared.kits.kitId).toBe('field-1');

    const first = (await next(tracks)).tracks;
    expect(first.__typename).toBe('TrackBatch');
    expect('upserts' in first && first.upserts.length).toBeGreaterThan(0);
    await kits.return?.();
    await tracks.return?.();
  });

  test('its drones move, and every move is in the history', async () => {
    const before = new Map((await liveTracks()).map((track) => [track.droneId, track]));
    await waitFor(async () => {
      const moved = (await liveTracks()).filter(
        ({ droneId, lat }) => before.has(droneId) && before.get(droneId)?.lat !== lat,
      );
      expect(moved.length).toBeGreaterThan(0);
    });
    await waitFor(async () => {
      const { data } = await graphql(app.url, DetectionsDocument, { range: { last: 'PT1H' }, first: 1000 });
      const rows = data!.detections.nodes;
      expect(new Set(rows.map(({ droneId }) => droneId)).size).toBeGreaterThan(5);
      expect(new Set(rows.map(({ time, droneId }) => `${time} ${droneId}`)).size).toBe(rows.length);
      expect(rows.every(({ kitId }) => kitId === 'field-1')).toBe(true);
    });
  });

  test('shows what its collector does', async () => {
    const { data } = await graphql(app.url, KitsDocument, {});
    expect(data!.kits.nodes).toMatchObject([
      {
        kitId: 'field-1',
        status: 'ONLINE',
        collector: { health: 'HEALTHY', circuit: 'CLOSED', lastError: null },
      },
    ]);
  });

  test('a second kit at the same address is refused and costs nothing', async () => {
    const { data } = await graphql(app.url, RegisterKitDocument, { input: { kitId: 'field-2', apiUrl } });
    expect(data?.registerKit).toMatchObject({ __typename: 'ConflictError', code: 'CONFLICT' });
    expect((await graphql(app.url, KitsDocument, {})).data!.kits.nodes).toHaveLength(1);
  });

  test('an address where no kit answers is refused with a typed result', async () => {
    const { data } = await graphql(app.url, RegisterKitDocument, {
      input: { kitId: 'nobody', apiUrl: 'http://127.0.0.1:9' },
    });
    expect(data?.registerKit).toMatchObject({ __typename: 'KitUnreachableError', code: 'KIT_UNREACHABLE' });
  });

  test('disabling it ends polling at once, enabling it resumes', async () => {
    await graphql(app.url, SetKitEnabledDocument, { kitId: 'field-1', enabled: false });
    const asked = kit.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 2 * POLL_S * 1000));
    expect(kit.requests).toHaveLength(asked);
    await graphql(app.url, SetKitEnabledDocument, { kitId: 'field-1', enabled: true });
    await waitFor(() => expect(kit.requests.length).toBeGreaterThan(asked));
  });

  test('removing it keeps its history and forgets the kit', async () => {
    const { data } = await graphql(app.url, RemoveKitDocument, { kitId: 'field-1' });
    expect(data?.removeKit).not.toHaveProperty('code');
    expect((await graphql(app.url, KitsDocument, {})).data!.kits.nodes).toEqual([]);
    const history = await graphql(app.url, DetectionsDocument, { range: { last: 'PT1H' }, first: 10 });
    expect(history.data!.detections.nodes).toHaveLength(10);
  });
});

test('nothing of this was worth a warning', () => {
  expect(app.logs.entries.filter(({ level, msg }) => level >= 50 || /unexpected/i.test(msg))).toEqual([]);
});

async function liveTracks() {
  return (await graphql(app.url, LiveTracksDocument, {})).data!.liveTracks;
}

async function next<TData>(stream: AsyncIterator<Result<TData>>): Promise<TData> {
  const { value } = (await stream.next()) as IteratorYieldResult<Result<TData>>;
  if (!value.data) throw new Error(JSON.stringify(value.errors));
  return value.data;
}
