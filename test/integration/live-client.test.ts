import { print } from 'graphql';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  TracksDocument,
  type TrackFilter,
  type TrackStateFragment,
} from '../../operations/generated/graphql.js';
import { startLiveServer, type LiveServer } from '../support/live-server.js';
import { createLiveClient, type Freshness, type LiveClient } from '../../web/src/live-client.js';
import { aTrackReport } from '../support/observations.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';

const HOUR_MS = 3_600_000;

let running: LiveServer;
let proxy: TcpProxy;
let live: LiveClient;
let skippedMs = 0;
/** Later than all before it, so that the fusion takes it. */
let observedAtMs = Date.now();

beforeAll(async () => {
  running = await startLiveServer({ changesKept: 1_000 });
  proxy = await startTcpProxy({ host: '127.0.0.1', port: Number(new URL(running.url).port) });
});
afterEach(() => {
  live.stop();
  skippedMs = 0;
});
afterAll(async () => {
  await proxy.stop();
  await running.stop();
});

function hear(droneId: string, lat: number): void {
  observedAtMs += 1;
  running.hub.accept([aTrackReport({ droneId, lat, observedAtMs })]);
}

/** What a page would show. */
function startPage() {
  const picture = new Map<string, TrackStateFragment>();
  const freshness: Freshness[] = [];
  let snapshots = 0;
  live = createLiveClient({
    url: `ws://127.0.0.1:${proxy.port}/graphql`,
    authorization: () => null,
    webSocketImpl: WebSocket,
    now: () => Date.now() + skippedMs,
    onFreshness: (fresh) => freshness.push(fresh),
  });
  const watch = live.watchTracks<TrackStateFragment, TrackFilter>({
    document: { query: print(TracksDocument) },
    filter: {},
    maxRateHz: 20,
    onSnapshot(tracks) {
      snapshots += 1;
      picture.clear();
      for (const track of tracks) picture.set(track.droneId, track);
    },
    onBatch(upserts, removedIds) {
      for (const track of upserts) picture.set(track.droneId, track);
      for (const droneId of removedIds) picture.delete(droneId);
    },
  });
  live.start();
  return {
    watch,
    snapshots: () => snapshots,
    state: () => freshness.at(-1)?.state,
    latOf: (droneId: string) => picture.get(droneId)?.lat,
  };
}

test('goes on without a second snapshot after its connection was cut', async () => {
  hear('drone-cut', 46.1);
  const page = startPage();
  await waitFor(() => expect(page.latOf('drone-cut')).toBe(46.1));
  proxy.refuse();
  await waitFor(() => expect(page.state()).toBe('reconnecting'));
  hear('drone-cut', 46.2);
  proxy.recover();
  await waitFor(() => expect(page.latOf('drone-cut')).toBe(46.2));
  expect(page.state()).toBe('live');
  expect(page.snapshots()).toBe(1);
});

test('shows the truth within a second of waking up after an hour', async () => {
  hear('drone-asleep', 46.1);
  const page = startPage();
  await waitFor(() => expect(page.latOf('drone-asleep')).toBe(46.1));
  proxy.freeze();
  hear('drone-asleep', 46.3);
  skippedMs += HOUR_MS;
  proxy.recover();
  const wokeAtMs = Date.now();
  live.wake();
  expect(page.state()).not.toBe('live');
  await waitFor(() => expect(page.latOf('drone-asleep')).toBe(46.3));
  expect(Date.now() - wokeAtMs).toBeLessThan(1_000);
});

test('finds out by asking that its connection died in a short sleep', async () => {
  hear('drone-dozing', 46.1);
  const page = startPage();
  await waitFor(() => expect(page.latOf('drone-dozing')).toBe(46.1));
  let connections = 0;
  proxy.onConnection(() => (connections += 1));
  proxy.freeze();
  hear('drone-dozing', 46.3);
  skippedMs += 6_000;
  live.wake();
  expect(page.state()).toBe('live');
  await waitFor(() => expect(connections).toBe(1));
  proxy.recover();
  await waitFor(() => expect(page.latOf('drone-dozing')).toBe(46.3));
});

test('gives up a connection that is never made, and survives it', async () => {
  proxy.freeze();
  const page = startPage();
  live.stop();
  proxy.recover();
  hear('drone-late', 46.4);
  live.start();
  await waitFor(() => expect(page.latOf('drone-late')).toBe(46.4));
});

test('another filter is another picture on the same connection', async () => {
  hear('drone-north', 46.9);
  hear('drone-south', 40);
  const page = startPage();
  await waitFor(() => expect(page.latOf('drone-south')).toBe(40));
  let connections = 0;
  proxy.onConnection(() => (connections += 1));
  page.watch.setFilter({ bbox: { minLat: 46, minLon: 0, maxLat: 47, maxLon: 20 } });
  await waitFor(() => expect(page.latOf('drone-south')).toBeUndefined());
  expect(page.latOf('drone-north')).toBe(46.9);
  expect(connections).toBe(0);
});
