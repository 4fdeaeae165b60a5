import type { ExecutionResult } from 'graphql';
import { describe, expect, test } from 'vitest';
import {
  KitsChangedDocument,
  SignalsHeardDocument,
  TracksDocument,
} from '../../operations/generated/graphql.js';
import { aKit, aTrack } from '../../test/support/fake-fleet.js';
import { aSignal, NOON_MS } from '../../test/support/observations.js';
import { codeOf, createSchemaClient } from '../../test/support/schema-client.js';
import type { LivePicture, TrackStreamOptions } from '../domain/live.js';
import type { TrackStreamEvent } from '../domain/track.js';

/** Yields the items, then waits for ever; says whether it was freed. */
function endless<T>(items: readonly T[]) {
  const state = { freed: false };
  async function* run(): AsyncGenerator<T, void, void> {
    try {
      yield* items;
      for (;;) yield await new Promise<T>((resolve) => setTimeout(() => resolve(items.at(-1)!), 1));
    } finally {
      state.freed = true;
    }
  }
  return { state, run };
}

const events: TrackStreamEvent[] = [
  {
    type: 'TrackSnapshot',
    cursor: 'c1',
    serverTimeMs: NOON_MS,
    tracks: [aTrack({ droneId: 'drone-A', lat: null, lon: null })],
  },
  {
    type: 'TrackBatch',
    cursor: 'c2',
    serverTimeMs: NOON_MS + 500,
    upserts: [aTrack({ droneId: 'drone-B' })],
    removed: [{ droneId: 'drone-A', reason: 'TIMED_OUT' }],
  },
  { type: 'Heartbeat', cursor: 'c2', serverTimeMs: NOON_MS + 15_000 },
  { type: 'Lagged', cursor: 'c9', dropped: 7 },
];

async function opened(result: Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>) {
  const stream = await result;
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream.errors));
  return stream;
}

describe('Subscription.tracks', () => {
  test('sends each kind of event under its type', async () => {
    const { run } = endless(events);
    const stream = await opened(
      createSchemaClient({ live: { streamTracks: run } }).subscribe(TracksDocument),
    );
    const received = [];
    for (let i = 0; i < events.length; i++) received.push((await stream.next()).value?.data?.['tracks']);
    await stream.return();
    expect(received).toMatchObject([
      {
        __typename: 'TrackSnapshot',
        cursor: 'c1',
        serverTime: '2026-11-21T20:00:00.000Z',
        tracks: [{ droneId: 'drone-A', lat: null, stale: false }],
      },
      {
        __typename: 'TrackBatch',
        cursor: 'c2',
        upserts: [{ droneId: 'drone-B' }],
        removed: [{ droneId: 'drone-A', reason: 'TIMED_OUT' }],
      },
      { __typename: 'Heartbeat', cursor: 'c2', serverTime: '2026-11-21T20:00:15.000Z' },
      { __typename: 'Lagged', cursor: 'c9', dropped: 7 },
    ]);
  });

  test('hands its options to the live picture, with the defaults of the schema', async () => {
    const asked: TrackStreamOptions[] = [];
    const { run } = endless(events);
    const live: Partial<LivePicture> = {
      streamTracks: (options) => {
        asked.push(options);
        return run();
      },
    };
    const client = createSchemaClient({ live });
    await (await opened(client.subscribe('subscription { tracks { __typename } }'))).return();
    const filter = {
      kitIds: ['kit-1'],
      bbox: { minLat: 1, minLon: 170, maxLat: 2, maxLon: -170 },
      search: 'dji',
    };
    await (
      await opened(client.subscribe(TracksDocument, { filter, after: 'c1', snapshot: false, maxRateHz: 10 }))
    ).return();
    expect(asked).toEqual([
      { filter: null, snapshot: true, maxRateHz: 2 },
      {
        filter: { ...filter, search: { text: 'dji', inPersonal: true } },
        after: 'c1',
        snapshot: false,
        maxRateHz: 10,
      },
    ]);
  });

  test('frees its stream when the reader leaves', async () => {
    const { run, state } = endless(events);
    const stream = await opened(
      createSchemaClient({ live: { streamTracks: run } }).subscribe(TracksDocument),
    );
    await stream.next();
    expect(state.freed).toBe(false);
    await stream.return();
    expect(state.freed).toBe(true);
  });

  test.each([
    ['a rate of 0', { maxRateHz: 0 }],
    ['a rate above 50', { maxRateHz: 50.1 }],
    [
      'a box whose south lies above its north',
      { filter: { bbox: { minLat: 2, minLon: 1, maxLat: 1, maxLon: 2 } } },
    ],
    ['a lowest altitude above the highest', { filter: { minAltitudeM: 100, maxAltitudeM: 50 } }],
    ['a search as long as a book', { filter: { search: 'x'.repeat(257) } }],
    ['more ids than anybody lists', { filter: { droneIds: Array.from({ length: 1001 }, String) } }],
  ])('refuses %s and opens nothing', async (_fact, variables) => {
    const client = createSchemaClient({ live: { streamTracks: () => expect.unreachable() } });
    const result = await client.subscribe(TracksDocument, variables);
    if (Symbol.asyncIterator in result) return expect.unreachable('it was opened');
    expect(result.errors?.map(codeOf)).toEqual(['BAD_USER_INPUT']);
  });
});

test('Subscription.signals asks only for what its filter lets through', async () => {
  const [weak, strong] = [aSignal({ powerDbm: -90 }), aSignal({ powerDbm: -40 })];
  const live: Partial<LivePicture> = {
    streamSignals: (matches) => endless([weak, strong].filter(matches)).run(),
  };
  const stream = await opened(
    createSchemaClient({ live }).subscribe(SignalsHeardDocument, { filter: { minPowerDbm: -60 } }),
  );
  expect((await stream.next()).value?.data?.['signals']).toMatchObject({
    powerDbm: -40,
    frequencyMhz: 5785,
    time: '2026-11-21T20:00:00.000Z',
  });
  await stream.return();
});

test('Subscription.kits sends kits as they are', async () => {
  const asked: unknown[] = [];
  const live: Partial<LivePicture> = {
    streamKits: (kitIds) => {
      asked.push(kitIds);
      return endless([aKit({ status: 'STALE', position: { lat: 1, lon: 2, altitudeM: null } })]).run();
    },
  };
  const client = createSchemaClient({ live });
  const stream = await opened(client.subscribe(KitsChangedDocument));
  expect((await stream.next()).value?.data?.['kits']).toMatchObject({
    kitId: 'kit-1',
    status: 'STALE',
    position: { lat: 1, lon: 2, altitudeM: null },
  });
  await stream.return();
  await (await opened(client.subscribe(KitsChangedDocument, { kitIds: ['a'] }))).return();
  expect(asked).toEqual([null, ['a']]);
});

describe('Query.liveTracks', () => {
  test('gives the tracks with their trails', async () => {
    const trail = [{ timeMs: NOON_MS, lat: 1, lon: 2, altitudeM: null, speedMps: 3 }];
    const live: Partial<LivePicture> = {
      tracks: (filter) => (filter?.search?.text === 'a' ? [aTrack({ droneId: 'drone-A' })] : []),
      trail: (droneId, maxPoints) => (droneId === 'drone-A' && maxPoints === 5 ? trail : []),
    };
    const operation =
      '{ liveTracks(filter: {search: "a"}) { droneId trail(maxPoints: 5) { time lat speedMps } sightings { kitId } } }';
    expect(await createSchemaClient({ live }).data(operation)).toEqual({
      liveTracks: [
        {
          droneId: 'drone-A',
          trail: [{ time: '2026-11-21T20:00:00.000Z', lat: 1, speedMps: 3 }],
          sightings: [{ kitId: 'kit-1' }],
        },
      ],
    });
  });

  test.each([0, 1001])('refuses a trail of %i points', async (maxPoints) => {
    const client = createSchemaClient({ live: { tracks: () => [aTrack()] } });
    expect(await client.refusal(`{ liveTracks { trail(maxPoints: ${maxPoints}) { lat } } }`)).toMatchObject({
      codes: ['BAD_USER_INPUT'],
    });
  });
});
