import fc from 'fast-check';
import { print } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { describe, expect, test, vi } from 'vitest';
import { TracksDocument } from '../../../operations/generated/graphql.js';
import { arbitraryTrackEvents } from '../../../test/support/arbitrary-track-events.js';
import { arbitraryTracksDocument } from '../../../test/support/arbitrary-tracks-document.js';
import { aTrack } from '../../../test/support/fake-fleet.js';
import { NOON_MS } from '../../../test/support/observations.js';
import {
  aTrail,
  createFakeLive,
  createKeptOutlet,
  createTracksExecution,
  textOf,
  type Operation,
} from '../../../test/support/tracks-execution.js';
import { aViewer } from '../../../test/support/viewers.js';
import type { LivePicture } from '../../domain/live.js';
import type { TrackStreamEvent } from '../../domain/track.js';
import { anonymousViewer } from '../../domain/viewer.js';

const query = print(TracksDocument);
/** All get the same of what is not about people. */
const viewers = fc.constantFrom(anonymousViewer, aViewer('VIEWER'));
const heartbeat: TrackStreamEvent = { type: 'Heartbeat', cursor: 'c2', serverTimeMs: NOON_MS };

function aBatch(given: Partial<Extract<TrackStreamEvent, { type: 'TrackBatch' }>> = {}): TrackStreamEvent {
  return {
    type: 'TrackBatch',
    cursor: 'c2',
    serverTimeMs: NOON_MS,
    upserts: [aTrack()],
    removed: [{ droneId: 'drone-B', reason: 'TIMED_OUT' }],
    ...given,
  };
}

function setUp() {
  const live = createFakeLive(aTrail);
  const execution = createTracksExecution({ live: live.live });
  /** A subscriber with an outlet, started as a transport would. */
  const join = async (operation: Operation) => {
    const outlet = createKeptOutlet();
    const stream = await execution.subscribe(operation, outlet);
    if (!(Symbol.asyncIterator in stream)) return { outlet, refusal: textOf(stream) };
    const over = outlet.isClaimed() ? stream.next() : null;
    return { outlet, stream, over };
  };
  return { live, execution, join };
}

test('what it sends of random documents and events is what ordinary execution answers, byte for byte', async () => {
  const { live, execution, join } = setUp();
  let recognised = 0;
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      arbitraryTracksDocument,
      arbitraryTrackEvents,
      viewers,
      async (given, events, viewer) => {
        const operation = { ...given, viewer };
        live.stream(events);
        const expected = await execution.ordinary(operation);
        runs += 1;
        const { outlet, stream } = await join(operation);
        if (!outlet.isClaimed()) return;
        recognised += 1;
        for (const event of events) {
          live.deliver(event);
          // Those with errors are executed as a whole, which takes a moment.
          await new Promise((resolve) => setImmediate(resolve));
        }
        await stream?.return(undefined);
        expect(outlet.texts).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
  expect(recognised / runs).toBeGreaterThan(0.6);
}, 60_000);

describe('what is asked', () => {
  test.each([
    ['the document of our own clients', { query, variables: { maxRateHz: 10, after: 'c1' } }],
    ['one without arguments', { query: 'subscription { tracks { __typename } }' }],
    [
      'one with literals',
      {
        query: 'subscription { tracks(snapshot: false, filter: { kinds: [DRONE] }) { __typename } }',
      },
    ],
  ])('is the same as in ordinary execution: %s', async (_fact, operation: Operation) => {
    const { live, execution, join } = setUp();
    await execution.ordinary(operation);
    const { outlet, stream } = await join(operation);
    expect(outlet.isClaimed()).toBe(true);
    expect(live.asked).toHaveLength(2);
    expect(live.asked[1]).toEqual(live.asked[0]);
    await stream?.return(undefined);
  });

  test.each([
    ['a rate out of range', { maxRateHz: 51 }],
    ['a box upside down', { filter: { bbox: { minLat: 2, minLon: 1, maxLat: 1, maxLon: 2 } } }],
    ['a box that is none', { filter: { bbox: 7 } }],
    ['a variable of another type', { after: { no: 'text' } }],
  ])('is refused with the same words as in ordinary execution: %s', async (_fact, variables) => {
    const { live, execution, join } = setUp();
    const { outlet, refusal } = await join({ query, variables });
    expect([refusal]).toEqual(await execution.ordinary({ query, variables }));
    expect(refusal).toContain('BAD_USER_INPUT');
    expect([outlet.isClaimed(), live.asked]).toEqual([false, []]);
  });

  test.each([
    ['directives', 'subscription { tracks { ... @include(if: true) { __typename } } }'],
    ['another subscription', 'subscription { signals { __typename } }'],
  ])('is not recognised: %s', async (_fact, other) => {
    const live = { ...createFakeLive().live, async *streamSignals() {} };
    const outlet = createKeptOutlet();
    const stream = await createTracksExecution({ live }).subscribe({ query: other }, outlet);
    expect([Symbol.asyncIterator in stream, outlet.isClaimed()]).toEqual([true, false]);
  });
});

describe('what is shared', () => {
  const trails = (text: string) => `subscription { tracks { ${text} } }`;
  const withTrail = trails('... on TrackBatch { upserts { droneId trail { time } } }');

  function counted() {
    const fake = createFakeLive();
    let made = 0;
    const live = { ...fake.live, trail: () => ((made += 1), []) };
    const execution = createTracksExecution({ live });
    const join = async (operation: Operation) => {
      const outlet = createKeptOutlet();
      const stream = (await execution.subscribe(operation, outlet)) as AsyncGenerator;
      void stream.next();
      return { outlet, stream };
    };
    return { fake, join, made: () => made };
  }

  test('subscribers with the same document are sent the same object, and a track is executed once', async () => {
    const { fake, join, made } = counted();
    const subscribers = [await join({ query: withTrail }), await join({ query: withTrail })];
    const upserts = [aTrack({ droneId: 'drone-A' }), aTrack({ droneId: 'drone-B' })];
    fake.deliver(aBatch({ upserts }));
    fake.deliver(aBatch({ upserts: [upserts[1]!], cursor: 'c3' }));
    const [first, second] = subscribers.map(({ outlet }) => outlet.results);
    expect(first).toHaveLength(2);
    expect(second?.map((result, index) => result === first?.[index])).toEqual([true, true]);
    expect(made()).toBe(2);
  });

  test('documents that select the same of tracks share what is made of each, whatever else they select', async () => {
    const { fake, join, made } = counted();
    await join({ query: withTrail });
    const other =
      trails('at: __typename ... on TrackBatch { cursor upserts { ...T } } ') +
      ' fragment T on Track { droneId trail { time } }';
    await join({ query: trails('... on TrackBatch { cursor upserts { droneId trail { time } } }') });
    fake.deliver(aBatch());
    expect(made()).toBe(1);
    const { outlet } = await join({ query: other });
    fake.deliver(aBatch());
    expect(JSON.parse(outlet.texts[0]!)).toMatchObject({ data: { tracks: { at: 'TrackBatch' } } });
  });

  test('variables that a selection uses are part of what it is', async () => {
    const { fake, join, made } = counted();
    const text = `subscription ($n: Int) { tracks { ... on TrackBatch { upserts { trail(maxPoints: $n) { time } } } } }`;
    for (const n of [1, 2, 2]) await join({ query: text, variables: { n } });
    fake.deliver(aBatch());
    expect(made()).toBe(2);
  });

  test('G15: nothing is shared between different rights', async () => {
    const { fake, join, made } = counted();
    const query = trails('... on TrackBatch { upserts { droneId pilot { lat } trail { time } } }');
    const { outlet } = await join({ query });
    const { outlet: other } = await join({ query, viewer: aViewer('VIEWER') });
    fake.deliver(aBatch({ upserts: [aTrack({ pilot: { lat: 1, lon: 2, altitudeM: null } })] }));
    expect(made()).toBe(2);
    const pilots = [outlet, other].map(({ texts }) => /"pilot":.*?(?=,"trail)/.exec(texts[0]!)?.[0]);
    expect(pilots).toEqual(['"pilot":{"lat":1}', '"pilot":null']);
  });
});

describe('one subscriber', () => {
  test('is passed over while its outlet is not ready, and resumed when it is', async () => {
    const { live, join } = setUp();
    const { outlet, stream } = await join({ query });
    outlet.setReady(false);
    live.deliver(heartbeat);
    expect(outlet.texts).toEqual([]);
    outlet.setReady(true);
    expect(live.resumed()).toBe(1);
    await stream?.return(undefined);
    outlet.setReady(true);
    expect(live.resumed()).toBe(1);
  });

  test('reads nothing before it is iterated, and leaves when it is ended', async () => {
    const { live, execution } = setUp();
    const outlet = createKeptOutlet();
    const stream = (await execution.subscribe({ query }, outlet)) as AsyncGenerator;
    expect(live.readers.size).toBe(0);
    const over = stream.next();
    expect(live.readers.size).toBe(1);
    await stream.return(undefined);
    expect(await over).toEqual({ done: true, value: undefined });
    expect(live.readers.size).toBe(0);
  });

  test('gets events in order when resolvers take their time', async () => {
    const schema = createSchema({
      typeDefs: `
        type Query { a: Int }
        type Track { droneId: String }
        type TrackRemoval { droneId: String }
        type TrackSnapshot { tracks: [Track!]! }
        type TrackBatch { cursor: String! upserts: [Track!]! removed: [TrackRemoval!]! }
        type Heartbeat { cursor: String! }
        type Lagged { cursor: String! }
        union TrackStreamEvent = TrackSnapshot | TrackBatch | Heartbeat | Lagged
        type Subscription { tracks: TrackStreamEvent! }`,
      resolvers: {
        TrackStreamEvent: { __resolveType: ({ type }: TrackStreamEvent) => type },
        Track: {
          droneId: async ({ droneId }: { droneId: string }) => {
            if (droneId === 'slow') await new Promise((resolve) => setTimeout(resolve, 20));
            return Promise.resolve(droneId);
          },
        },
        Subscription: {
          tracks: {
            subscribe: (_root: unknown, options: object, { live }: { live: LivePicture }) =>
              live.streamTracks(options),
            resolve: (event: unknown) => event,
          },
        },
      },
    });
    const live = createFakeLive();
    const outlet = createKeptOutlet();
    const text =
      'subscription { tracks { ... on TrackBatch { cursor upserts { droneId } } ... on Heartbeat { cursor } } }';
    const stream = (await createTracksExecution({ live: live.live, schema }).subscribe(
      { query: text },
      outlet,
    )) as AsyncGenerator;
    void stream.next();
    const [reader] = live.readers;
    reader?.deliver(aBatch({ cursor: 'c1', upserts: [aTrack({ droneId: 'slow' })] }));
    expect(reader?.isReady()).toBe(false);
    // A live picture that says it lagged hands over two events at once.
    reader?.deliver({ ...heartbeat, cursor: 'c2' });
    reader?.deliver(aBatch({ cursor: 'c3', upserts: [aTrack({ droneId: 'fast' })] }));
    await vi.waitFor(() => expect(reader?.isReady()).toBe(true));
    expect(outlet.texts.map((sent) => /"cursor":"(c\d)"/.exec(sent)?.[1])).toEqual(['c1', 'c2', 'c3']);
    expect(live.resumed()).toBe(1);
    await stream.return(undefined);
  });
});
