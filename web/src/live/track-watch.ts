import type { SubscribePayload } from 'graphql-ws';
import type { Connection } from './connection.js';

/** What every track has, whatever else a document asks for. */
export interface TrackLike {
  readonly droneId: string;
}

/** An event of `Subscription.tracks`, as a document with `__typename` gets it. */
type TrackEvent<Track extends TrackLike> =
  | {
      readonly __typename: 'TrackSnapshot';
      readonly cursor: string;
      readonly serverTime: string;
      readonly tracks: readonly Track[];
    }
  | {
      readonly __typename: 'TrackBatch';
      readonly cursor: string;
      readonly serverTime: string;
      readonly upserts: readonly Track[];
      readonly removed: readonly { readonly droneId: string }[];
    }
  | { readonly __typename: 'Heartbeat'; readonly cursor: string; readonly serverTime: string }
  | { readonly __typename: 'Lagged'; readonly cursor: string; readonly dropped: number };

export interface TrackWatchOptions<Track extends TrackLike, Filter> {
  /** A document with the variables `filter`, `after` and `maxRateHz`, as text or by its id. */
  readonly document: Pick<SubscribePayload, 'query' | 'extensions'>;
  readonly filter: Filter;
  readonly maxRateHz: number;
  /** The whole picture: it takes the place of what one has. */
  readonly onSnapshot: (tracks: readonly Track[]) => void;
  /** What changed since. */
  readonly onBatch: (upserts: readonly Track[], removedIds: readonly string[]) => void;
  /** Whatever came, before its tracks are handed out. Null: it says no time. */
  readonly onEvent?: (serverTime: string | null) => void;
}

/** One filtered picture of the air. */
export interface TrackWatch<Filter> {
  /** The old picture stays until the first snapshot of the new one. */
  setFilter(filter: Filter): void;
  end(): void;
}

/** The server sends something at least every 15 s. */
const maxSilenceMs = 25_000;

/** Follows `Subscription.tracks`, and goes on from the newest cursor after every loss of the connection. */
export function watchTracks<Track extends TrackLike, Filter>(
  connection: Connection,
  options: TrackWatchOptions<Track, Filter>,
): TrackWatch<Filter> {
  const { document, maxRateHz, onSnapshot, onBatch, onEvent } = options;
  let { filter } = options;
  let cursor: string | null = null;

  const standing = connection.subscribe({
    maxSilenceMs,
    payload: () => ({ ...document, variables: { filter, after: cursor, maxRateHz } }),
    data({ tracks }) {
      const event = tracks as TrackEvent<Track>;
      onEvent?.('serverTime' in event ? event.serverTime : null);
      if (event.__typename === 'TrackSnapshot') onSnapshot(event.tracks);
      else if (event.__typename === 'TrackBatch')
        onBatch(
          event.upserts,
          event.removed.map(({ droneId }) => droneId),
        );
      // Behind what it stands for: had that failed, the next connection would ask for it again.
      cursor = event.cursor;
    },
  });

  return {
    setFilter(next) {
      filter = next;
      // It belongs to the picture that was filtered the old way.
      cursor = null;
      standing.renew();
    },
    end: () => standing.end(),
  };
}
