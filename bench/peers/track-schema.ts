import { isInside, type Box, type SkyTrack } from '../sky.js';

/** As much of our schema as the benches ask for. */
export const typeDefs = `
  type Query { ok: Boolean }
  type Subscription { tracks(filter: TrackFilter, maxRateHz: Float): TrackStreamEvent! }
  input TrackFilter { bbox: BoundingBox }
  input BoundingBox { minLat: Float! minLon: Float! maxLat: Float! maxLon: Float! }
  union TrackStreamEvent = TrackSnapshot | TrackBatch | Heartbeat | Lagged
  type TrackSnapshot { cursor: String! serverTime: String! tracks: [Track!]! }
  type TrackBatch { cursor: String! serverTime: String! upserts: [Track!]! removed: [TrackRemoval!]! }
  type Heartbeat { cursor: String! serverTime: String! }
  type Lagged { cursor: String! dropped: Int! }
  type TrackRemoval { droneId: String! reason: String! }
  type Track {
    droneId: String!
    kind: TrackKind!
    lat: Float
    lon: Float
    altitudeM: Float
    speedMps: Float
    courseDeg: Float
    observedAt: String!
    stale: Boolean!
  }
  enum TrackKind { DRONE AIRCRAFT }
`;

interface Arguments {
  readonly filter?: { readonly bbox?: Box | null } | null;
}

/** Where a server's updates go in, and its subscriptions come from. */
export interface TrackEvents {
  publish(tracks: readonly SkyTrack[]): void;
  readonly resolvers: Readonly<Record<string, object>>;
}

/**
 * What anyone would write: a generator for each subscription, which is woken by every update and filters it. Who is
 * late gets the newest update only, as all of it changes every time.
 */
export function createTrackEvents(): TrackEvents {
  let newest: readonly SkyTrack[] = [];
  let sequence = 0;
  let wake: () => void = () => undefined;
  let woken = new Promise<void>((resolve) => (wake = resolve));

  async function* follow({ filter }: Arguments) {
    const box = filter?.bbox;
    let seen = sequence;
    yield { tracks: { __typename: 'TrackSnapshot', ...now(), tracks: inside(newest, box) } };
    for (;;) {
      if (seen === sequence) await woken;
      seen = sequence;
      yield { tracks: { __typename: 'TrackBatch', ...now(), upserts: inside(newest, box), removed: [] } };
    }
  }

  const now = () => ({
    // As long as ours.
    cursor: `3f9a1c04.${String(sequence).padStart(8, '0')}.5d41402a`,
    serverTime: new Date().toISOString(),
  });

  return {
    publish(tracks) {
      newest = tracks;
      sequence++;
      const ring = wake;
      woken = new Promise((resolve) => (wake = resolve));
      ring();
    },
    resolvers: {
      Subscription: { tracks: { subscribe: (_root: unknown, args: Arguments) => follow(args) } },
      Track: {
        kind: () => 'DRONE',
        stale: () => false,
        observedAt: ({ observedAtMs }: SkyTrack) => new Date(observedAtMs).toISOString(),
      },
    },
  };
}

function inside(tracks: readonly SkyTrack[], box: Box | null | undefined): readonly SkyTrack[] {
  return box == null ? tracks : tracks.filter((track) => isInside(track, box));
}
