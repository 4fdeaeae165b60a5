import { createLiveClient, type Freshness, type LiveClient } from '../live-client.js';
import type { TrackWatch } from '../live/track-watch.js';
import { createFakeGraphQLServer, type FakeGraphQLServer } from './fake-graphql-server.js';

interface Dot {
  readonly droneId: string;
  readonly lat: number;
}
interface DotFilter {
  readonly search?: string;
}

/** A page with a live client, and the server that it talks to. */
export interface LivePage {
  readonly server: FakeGraphQLServer;
  readonly live: LiveClient;
  readonly watch: TrackWatch<DotFilter>;
  readonly picture: ReadonlyMap<string, Dot>;
  /** All that it said of how current the picture is. */
  readonly fresh: readonly Freshness[];
  key: string | null;
  isOnline: boolean;
  newest(): Freshness;
  /** @throws {Error} it is not live */
  behindMs(): number;
  /** The subscription to tracks on the newest socket. */
  tracks(): ReturnType<FakeGraphQLServer['subscriptions']>[number];
  snapshot(cursor: string, ...tracks: Dot[]): void;
  batch(cursor: string, upserts: Dot[], removedIds?: string[]): void;
  heartbeat(cursor: string): void;
  lagged(cursor: string): void;
}

const serverTime = () => new Date().toISOString();

/** Chance always gives the longest wait, so that waits can be counted. */
export function createLivePage(): LivePage {
  const server = createFakeGraphQLServer();
  const picture = new Map<string, Dot>();
  const fresh: Freshness[] = [];
  const live = createLiveClient({
    url: 'ws://airpicture.test/graphql',
    authorization: () => page.key,
    webSocketImpl: server.WebSocket,
    random: () => 1,
    isOnline: () => page.isOnline,
    onFreshness: (freshness) => fresh.push(freshness),
  });
  const watch = live.watchTracks<Dot, DotFilter>({
    document: { query: 'subscription { tracks }' },
    filter: {},
    maxRateHz: 2,
    onSnapshot(tracks) {
      picture.clear();
      for (const dot of tracks) picture.set(dot.droneId, dot);
    },
    onBatch(upserts, removedIds) {
      for (const dot of upserts) picture.set(dot.droneId, dot);
      for (const droneId of removedIds) picture.delete(droneId);
    },
  });
  const tracks = () => server.subscriptions().find(({ query }) => query.includes('tracks'))!;
  const send = (event: object) => tracks().next({ tracks: event });
  const page: LivePage = {
    server,
    live,
    watch,
    picture,
    fresh,
    key: null,
    isOnline: true,
    tracks,
    newest: () => fresh.at(-1)!,
    behindMs() {
      const freshness = page.newest();
      if (freshness.state !== 'live') throw new Error(`It is ${freshness.state}.`);
      return freshness.behindMs;
    },
    snapshot: (cursor, ...dots) =>
      send({ __typename: 'TrackSnapshot', cursor, serverTime: serverTime(), tracks: dots }),
    batch(cursor, upserts, removedIds = []) {
      const removed = removedIds.map((droneId) => ({ droneId, reason: 'TIMED_OUT' }));
      send({ __typename: 'TrackBatch', cursor, serverTime: serverTime(), upserts, removed });
    },
    heartbeat: (cursor) => send({ __typename: 'Heartbeat', cursor, serverTime: serverTime() }),
    lagged: (cursor) => send({ __typename: 'Lagged', cursor, dropped: 7 }),
  };
  return page;
}
