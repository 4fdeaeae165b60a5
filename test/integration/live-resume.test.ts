import fc from 'fast-check';
import { print } from 'graphql';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  LiveTracksDocument,
  TracksDocument,
  type TrackFilter,
  type TracksSubscription,
} from '../../operations/generated/graphql.js';
import { startLiveServer, type LiveServer } from '../support/live-server.js';
import { graphql } from '../support/graphql.js';
import { createMapClient } from '../support/map-client.js';
import { aTrackReport } from '../support/observations.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';
import { connectWs } from '../support/ws-client.js';

type Track = Extract<TracksSubscription['tracks'], { __typename: 'TrackBatch' }>['upserts'][number];

let running: LiveServer;
let proxy: TcpProxy;

beforeAll(async () => {
  // Few enough that a client that was away for long gets Lagged or a snapshot.
  running = await startLiveServer({ changesKept: 300 });
  proxy = await startTcpProxy({ host: '127.0.0.1', port: Number(new URL(running.url).port) });
});
afterAll(async () => {
  await proxy.stop();
  await running.stop();
});

const shared = print(TracksDocument);
/** The same for a client, but executed for each subscriber. */
const ordinary = shared.replace('__typename', '__typename @include(if: true)');

/** Each report of the test is later than all before it. */
function heardAt({ sightings }: Track): string {
  return sightings[0]!.observedAt;
}

/** Subscribes again and again, from where it is, until it is told to stop. */
function startClient(query: string, filter: TrackFilter | null, maxRateHz: number) {
  const client = createMapClient<Track>({ isNewer: (track, known) => heardAt(track) > heardAt(known) });
  const stop = new AbortController();
  let broken = 0;
  let resumed = 0;
  let current: ReturnType<typeof connectWs> | undefined;

  async function follow(): Promise<void> {
    while (!stop.signal.aborted) {
      current = connectWs(`http://127.0.0.1:${proxy.port}`);
      const after = client.cursor;
      let isFirst = true;
      try {
        for await (const { data, errors } of current.subscribe<TracksSubscription>(query, {
          filter,
          maxRateHz,
          after,
        })) {
          if (errors) throw new Error(errors[0]!.message);
          const event = data!.tracks;
          if (isFirst && after !== undefined && event.__typename !== 'TrackSnapshot') resumed += 1;
          isFirst = false;
          client.play(event);
        }
      } catch (error) {
        // How the socket was closed is not an Error; anything else would be a defect.
        if (error instanceof Error) throw error;
        broken += 1;
      } finally {
        await current.dispose();
      }
    }
  }

  const following = follow();
  // What fails it is heard of in the end.
  following.catch(() => undefined);
  return {
    filter,
    client,
    following,
    get broken() {
      return broken;
    },
    get resumed() {
      return resumed;
    },
    async end() {
      stop.abort();
      await current?.dispose();
      await following;
    },
  };
}

test('clients whose connections break all the time end up with what liveTracks says', async () => {
  const box = { bbox: { minLat: 46, minLon: 0, maxLat: 47, maxLon: 10 } };
  const clients = [
    startClient(shared, null, 50),
    startClient(shared, null, 50),
    startClient(shared, box, 50),
    startClient(shared, { ...box, orUnplaced: true }, 50),
    startClient(shared, { kitIds: ['kit-0'] }, 20),
    startClient(ordinary, box, 50),
  ];
  const steps = fc.sample(
    fc.record({
      drone: fc.nat({ max: 30 }),
      kit: fc.nat({ max: 2 }),
      lat: fc.option(fc.double({ min: 45.5, max: 47.5, noNaN: true })),
      isCut: fc.nat({ max: 60 }).map((n) => n === 0),
    }),
    { numRuns: 3000 },
  );
  for (const [n, { drone, kit, lat, isCut }] of steps.entries()) {
    running.hub.accept([
      aTrackReport({
        droneId: `drone-${drone}`,
        kitId: `kit-${kit}`,
        lat,
        lon: lat === null ? null : 8.03,
        altitudeM: n,
        observedAtMs: Date.now() - steps.length + n,
      }),
    ]);
    if (n % 4 === 0) await delay(1);
    if (isCut) {
      proxy.refuse();
      proxy.recover();
    }
  }
  const areTrue = waitFor(async () => {
    for (const { client, filter } of clients) {
      const { data } = await graphql(running.url, LiveTracksDocument, { filter });
      const shown = [...client.picture.values()].sort((a, b) => (a.droneId < b.droneId ? -1 : 1));
      expect(shown).toEqual(data!.liveTracks.map(({ trail: _trail, ...track }) => track));
    }
  });
  await Promise.race([areTrue, ...clients.map(({ following }) => following)]);
  for (const client of clients) {
    expect(client.broken).toBeGreaterThan(5);
    await client.end();
  }
  expect(Math.max(...clients.map(({ resumed }) => resumed))).toBeGreaterThan(0);
});
