import type { LiveClient } from '../live-client.js';
import type { StandingSubscription } from '../live/connection.js';
import type { TrackWatchOptions } from '../live/track-watch.js';
import type { Track } from '../state/app-state.js';

/** What was asked of a live client, for tests of what it tells. */
export interface FakeLiveClient extends LiveClient {
  /** Standing subscriptions, oldest first. */
  readonly subscriptions: readonly StandingSubscription[];
  /** Watches that have not ended, oldest first, with the newest filter of each. */
  readonly watches: readonly FakeTrackWatch[];
}

interface FakeTrackWatch {
  readonly filter: unknown;
  readonly filters: readonly unknown[];
  snapshot(...tracks: Track[]): void;
  remove(...droneIds: string[]): void;
}

export function createFakeLiveClient(): FakeLiveClient {
  const subscriptions: StandingSubscription[] = [];
  const watches: FakeTrackWatch[] = [];
  const nothing = () => {
    // There is no connection.
  };
  return {
    subscriptions,
    watches,
    start: nothing,
    stop: nothing,
    restart: nothing,
    wake: nothing,
    subscribe(subscription) {
      subscriptions.push(subscription);
      subscription.begun?.();
      return {
        renew: () => subscription.begun?.(),
        end: () => void subscriptions.splice(subscriptions.indexOf(subscription), 1),
      };
    },
    watchTracks(options) {
      const { onSnapshot, onBatch, filter } = options as unknown as TrackWatchOptions<Track, unknown>;
      const filters: unknown[] = [filter];
      const watch: FakeTrackWatch = {
        filters,
        get filter() {
          return filters.at(-1);
        },
        snapshot: (...tracks) => onSnapshot(tracks),
        remove: (...droneIds) => onBatch([], droneIds),
      };
      watches.push(watch);
      return {
        setFilter: (next) => void filters.push(next),
        end: () => void watches.splice(watches.indexOf(watch), 1),
      };
    },
  };
}
