import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMapClient } from '../../test/support/map-client.js';
import { aTrackReport, NOON_MS } from '../../test/support/observations.js';
import type { TrackReading } from '../domain/live.js';
import type { Track, TrackFilter, TrackStreamEvent } from '../domain/track.js';
import { createHub, type Hub } from './hub.js';

const TIMEOUT_MS = 3000;

beforeEach(() => void vi.useFakeTimers({ now: NOON_MS }));
afterEach(() => void vi.useRealTimers());

/** Tells tracks apart by age: the hub makes a new object for each state, and here each is numbered when it is first seen. */
function createAges(hub: Hub): { note(): void; isNewer: (track: Track, known: Track) => boolean } {
  const ages = new WeakMap<Track, number>();
  let count = 0;
  return {
    note() {
      for (const track of hub.tracks()) if (!ages.has(track)) ages.set(track, ++count);
    },
    isNewer: (track, known) => ages.get(track)! > ages.get(known)!,
  };
}

interface Wish {
  readonly filter: TrackFilter;
  readonly maxRateHz: number;
  /** How many events may be under way. */
  readonly room: number;
}

/** A client behind a network that loses what is under way when it breaks. */
function createLossyClient(
  hub: Hub,
  { filter, maxRateHz, room }: Wish,
  isNewer: (track: Track, known: Track) => boolean,
) {
  const client = createMapClient<Track>({ isNewer });
  let underWay: TrackStreamEvent[] = [];
  let isStalled = false;
  let reading: TrackReading | null = null;

  return {
    client,
    get filter() {
      return filter;
    },
    connect() {
      reading ??= hub.readTracks(
        { filter, maxRateHz, after: client.cursor },
        {
          isReady: () => !isStalled && underWay.length < room,
          deliver: (event) => void underWay.push(event),
        },
      );
    },
    cut() {
      reading?.end();
      reading = null;
      underWay = [];
    },
    /** The next connection asks for something else, with the cursor of what it asked for before. */
    askFor(next: TrackFilter) {
      this.cut();
      filter = next;
    },
    stall: () => void (isStalled = true),
    goOn() {
      isStalled = false;
      reading?.resume();
    },
    /** Takes at most so many of what came. */
    read(count = Infinity) {
      for (const event of underWay.splice(0, count)) client.play(event);
      if (!isStalled) reading?.resume();
    },
  };
}

const somewhere: TrackFilter = { bbox: { minLat: 46, minLon: 0, maxLat: 47, maxLon: 10 } };
const filters: readonly TrackFilter[] = [
  {},
  somewhere,
  { kinds: ['DRONE'] },
  { kitIds: ['kit-0', 'kit-1'] },
  { minAltitudeM: 100, maxAltitudeM: 300 },
  { search: { text: 'CHANGED', inPersonal: true } },
  { ...somewhere, kinds: ['AIRCRAFT'], maxAltitudeM: 300 },
  { ...somewhere, orUnplaced: true },
  { ...somewhere, orUnplaced: true, kinds: ['DRONE'], minAltitudeM: 100 },
];

const aWish = fc.record({
  filter: fc.constantFrom(...filters),
  maxRateHz: fc.constantFrom(50, 50, 10, 5),
  room: fc.constantFrom(1, Infinity),
});
const clientIndex = fc.nat({ max: 4 });
const aStep = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      drone: fc.nat({ max: 5 }),
      kit: fc.nat({ max: 2 }),
      lat: fc.option(fc.integer({ min: 45, max: 48 })),
      altitudeM: fc.constantFrom(50, 200, 400, null),
      description: fc.constantFrom(null, 'plain', 'changed'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('connect' as const, 'cut' as const, 'stall' as const, 'goOn' as const),
      client: clientIndex,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      client: clientIndex,
      count: fc.nat({ max: 3 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 7, 20, 130, 900, 4000) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('askFor' as const),
      client: clientIndex,
      filter: fc.constantFrom(...filters),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forgetKit' as const), kit: fc.nat({ max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
);

test('whatever flies, stalls, breaks and gets lost, every client that comes back has the true picture', () => {
  fc.assert(
    fc.property(
      fc.array(aStep, { minLength: 20, maxLength: 100 }),
      fc.array(aWish, {
        minLength: 5,
        maxLength: 5,
      }),
      fc.integer({ min: 1, max: 25 }),
      (steps, wishes, changesKept) => {
        const hub = createHub({
          trackTimeoutMs: TIMEOUT_MS,
          changesKept,
          epoch: 'abc123',
          now: Date.now,
          monotonicNow: Date.now,
        });
        hub.start();
        const startedMs = Date.now();
        const ages = createAges(hub);
        const clients = wishes.map((wish) => createLossyClient(hub, wish, ages.isNewer));
        // A second reader that asks for the same as the first, so that there is always a slot for two.
        clients.push(createLossyClient(hub, wishes[0]!, ages.isNewer));
        for (const client of clients) client.connect();

        const pass = (ms: number) => {
          // A state that exists only between two sweeps has to be numbered, too.
          for (let left = ms; left > 0; left -= 100) {
            vi.advanceTimersByTime(Math.min(left, 100));
            ages.note();
          }
        };
        const settle = () => {
          for (const client of clients) {
            client.goOn();
            client.connect();
          }
          // Right behind a sweep, and all intervals are well over before the next.
          pass(1000 - ((Date.now() - startedMs) % 1000));
          for (let round = 0; round < 4; round += 1) {
            pass(220);
            for (const reader of clients) reader.read();
          }
          for (const reader of clients) {
            const shown = [...reader.client.picture.values()].sort((a, b) =>
              a.droneId < b.droneId ? -1 : 1,
            );
            expect(shown).toEqual(hub.tracks(reader.filter));
          }
        };

        for (const step of steps) {
          if (step.do === 'report') {
            hub.accept([
              aTrackReport({
                droneId: `drone-${step.drone}`,
                kind: step.drone < 3 ? 'DRONE' : 'AIRCRAFT',
                kitId: `kit-${step.kit}`,
                lat: step.lat,
                lon: step.lat === null ? null : 8.03,
                altitudeM: step.altitudeM,
                description: step.description,
                observedAtMs: Date.now(),
              }),
            ]);
          } else if (step.do === 'wait') pass(step.ms);
          else if (step.do === 'settle') settle();
          else if (step.do === 'forgetKit') hub.kitRemoved(`kit-${step.kit}`);
          else if (step.do === 'askFor') clients[step.client]!.askFor(step.filter);
          else if (step.do === 'read') clients[step.client]!.read(step.count);
          else clients[step.client]![step.do]();
          ages.note();
        }
        settle();
        for (const client of clients) client.cut();
        hub.stop();
        expect(vi.getTimerCount()).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});
