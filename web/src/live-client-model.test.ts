import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLiveClient } from './live-client.js';
import { createFakeGraphQLServer, type FakeGraphQLServer } from './testing/fake-graphql-server.js';

interface Dot {
  readonly droneId: string;
  /** Number of the change that made it. */
  readonly change: number;
}
interface Filter {
  readonly kind?: string;
}

beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-11-22T12:00:00Z') }));
afterEach(() => vi.useRealTimers());

/** A sky of drones and aircraft, and a server that tells of its changes as the real one promises to. */
function createSky(server: FakeGraphQLServer) {
  let epoch = 1;
  let log: { readonly droneId: string; readonly dot: Dot | null }[] = [];
  let lostUntil = 0;
  let changes = 0;
  const dots = new Map<string, Dot>();
  /** How far each subscription has been told, by the number of changes. */
  const told = new Map<object, number>();
  const isIn = (filter: Filter, droneId: string) =>
    filter.kind === undefined || droneId.startsWith(filter.kind);
  const cursor = (filter: Filter) => `${epoch}.${log.length}.${filter.kind ?? ''}`;
  const serverTime = () => new Date().toISOString();

  const seen = (filter: Filter) => [...dots.values()].filter(({ droneId }) => isIn(filter, droneId));
  const changesSince = (filter: Filter, since: number) => {
    const newest = new Map(log.slice(since).map(({ droneId, dot }) => [droneId, dot]));
    const ours = [...newest].filter(([droneId]) => isIn(filter, droneId));
    return {
      upserts: ours.flatMap(([, dot]) => dot ?? []),
      removed: ours.filter(([, dot]) => dot === null).map(([droneId]) => ({ droneId })),
    };
  };
  return {
    seen,
    move(droneId: string) {
      const dot = { droneId, change: ++changes };
      dots.set(droneId, dot);
      log.push({ droneId, dot });
    },
    lose(droneId: string) {
      if (dots.delete(droneId)) log.push({ droneId, dot: null });
    },
    /** Whoever has seen no more than what is forgotten gets a snapshot. */
    forget: () => void (lostUntil = log.length),
    restart() {
      epoch += 1;
      log = [...dots].map(([droneId, dot]) => ({ droneId, dot }));
      lostUntil = 0;
    },
    /** Everybody who is subscribed now gets what they have not got. */
    tell() {
      for (const subscription of server.sockets.length === 0 ? [] : server.subscriptions()) {
        const { filter = {}, after } = subscription.variables as { filter?: Filter; after: string | null };
        const [ofEpoch, count, ofFilter] = (after ?? '').split('.');
        const isKnown =
          Number(ofEpoch) === epoch && ofFilter === (filter.kind ?? '') && Number(count) >= lostUntil;
        const since = told.get(subscription) ?? (isKnown ? Number(count) : null);
        told.set(subscription, log.length);
        const event =
          since === null
            ? { __typename: 'TrackSnapshot', tracks: seen(filter) }
            : since === log.length
              ? { __typename: 'Heartbeat' }
              : { __typename: 'TrackBatch', ...changesSince(filter, since) };
        subscription.next({ tracks: { ...event, cursor: cursor(filter), serverTime: serverTime() } });
      }
    },
  };
}

const droneId = fc.constantFrom('drone-1', 'drone-2', 'drone-3', 'plane-1', 'plane-2');
const aStep = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('move' as const), droneId }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lose' as const), droneId }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('tell' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 300, 700, 5_000, 30_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('drop' as const), code: fc.constantFrom(1000, 1001, 1006, 4429) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('silence', 'restart', 'forget', 'wake') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('sleep' as const), ms: fc.constantFrom(5_000, 3_600_000) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      filter: fc.constantFrom<Filter>({}, { kind: 'drone' }, { kind: 'plane' }),
    }),
  },
);

test('whatever is lost on the way, it shows what the server sees, and no change is taken twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 20, maxLength: 60 }), async (steps) => {
      const server = createFakeGraphQLServer();
      const sky = createSky(server);
      const picture = new Map<string, Dot>();
      const repeated: Dot[] = [];
      let filter: Filter = {};
      const live = createLiveClient({
        url: 'ws://airpicture.test/graphql',
        authorization: () => null,
        webSocketImpl: server.WebSocket,
        random: () => 0.5,
        onFreshness: () => undefined,
      });
      const watch = live.watchTracks<Dot, Filter>({
        document: { query: 'subscription { tracks }' },
        filter,
        maxRateHz: 2,
        onSnapshot(dots) {
          picture.clear();
          for (const dot of dots) picture.set(dot.droneId, dot);
        },
        onBatch(upserts, removedIds) {
          for (const dot of upserts) {
            if ((picture.get(dot.droneId)?.change ?? 0) >= dot.change) repeated.push(dot);
            picture.set(dot.droneId, dot);
          }
          for (const id of removedIds) picture.delete(id);
        },
      });
      const settle = async () => {
        // Longer than it takes to notice silence and to wait for the next try.
        for (let second = 0; second < 60; second += 1) {
          await vi.advanceTimersByTimeAsync(1_000);
          sky.tell();
        }
        const shown = [...picture.values()].sort((a, b) => a.change - b.change);
        expect(shown).toEqual(sky.seen(filter).sort((a, b) => a.change - b.change));
      };

      live.start();
      await vi.advanceTimersByTimeAsync(0);
      for (const step of steps) {
        if (step.do === 'move' && 'droneId' in step) sky.move(step.droneId);
        else if (step.do === 'lose' && 'droneId' in step) sky.lose(step.droneId);
        else if (step.do === 'tell') sky.tell();
        else if (step.do === 'wait' && 'ms' in step) await vi.advanceTimersByTimeAsync(step.ms);
        else if (step.do === 'drop' && 'code' in step) server.socket().drop(step.code);
        else if (step.do === 'sleep' && 'ms' in step) vi.setSystemTime(Date.now() + step.ms);
        else if (step.do === 'silence') server.socket().fallSilent();
        else if (step.do === 'forget') sky.forget();
        else if (step.do === 'wake') live.wake();
        else if (step.do === 'restart') {
          sky.restart();
          server.socket().drop(1001);
        } else if ('filter' in step) {
          filter = step.filter;
          watch.setFilter(filter);
          await vi.advanceTimersByTimeAsync(0);
        }
      }
      await settle();
      live.stop();
      await vi.advanceTimersByTimeAsync(0);
      expect(repeated).toEqual([]);
      expect(server.violations).toEqual([]);
      expect(vi.getTimerCount()).toBe(0);
    }),
    { numRuns: 100 },
  );
});
