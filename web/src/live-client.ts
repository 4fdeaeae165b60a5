import { createClockOffset } from './live/clock-offset.js';
import {
  createConnection,
  type Connection,
  type ConnectionOptions,
  type ConnectionState,
  type Standing,
  type StandingSubscription,
} from './live/connection.js';
import { watchTracks, type TrackLike, type TrackWatch, type TrackWatchOptions } from './live/track-watch.js';

/** How current the picture is. */
export type Freshness =
  | { readonly state: 'connecting' }
  /** `behindMs`: how old the newest message is, in whole seconds, with the time for which it waited under way. */
  | { readonly state: 'live'; readonly behindMs: number }
  | { readonly state: 'reconnecting'; readonly attempt: number; readonly retryAtMs: number }
  /** There is no connection, and the browser says that there is no network. */
  | { readonly state: 'offline' }
  /** `code`: as in `extensions.code`. Nothing is tried until `restart`, or a filter is set. */
  | { readonly state: 'refused'; readonly message: string; readonly code: string };

export interface LiveClientOptions extends Omit<ConnectionOptions, 'onState'> {
  /** Told on every change, and while the picture grows old every second. */
  readonly onFreshness: (freshness: Freshness) => void;
  /** Told whenever it is known better; see `clockOffsetMs`. */
  readonly onClockOffset?: (clockOffsetMs: number) => void;
  /** Whether there is a network at all. */
  readonly isOnline?: () => boolean;
}

/**
 * A live picture that keeps itself current: everything a client of `Subscription.tracks` has to do, without a framework.
 *
 * It connects and, whatever happens, connects again after a random wait; goes on from its cursor; takes a connection that
 * is silent for dead; and stops only when it is refused. `wake` it when the page becomes visible or the network returns.
 */
export interface LiveClient {
  start(): void;
  stop(): void;
  /** Connects anew, with the key there is now. */
  restart(): void;
  wake(): void;
  watchTracks<Track extends TrackLike, Filter>(
    options: Omit<TrackWatchOptions<Track, Filter>, 'onEvent'>,
  ): TrackWatch<Filter>;
  /** Any other subscription, made again on every connection. */
  subscribe(subscription: StandingSubscription): Standing;
}

const secondMs = 1_000;

export function createLiveClient(options: LiveClientOptions): LiveClient {
  const { onFreshness, onClockOffset, isOnline = () => true, now = () => Date.now(), ...others } = options;
  const clock = createClockOffset();
  let connectionState: ConnectionState = { state: 'stopped' };
  /** Whether this connection has shown the picture already; before, an old one is on the screen. */
  let isShown = false;
  let wasEverShown = false;
  /** How long the newest event waited somewhere under way. */
  let waitedMs = 0;
  let told = '';
  let ticker: ReturnType<typeof setInterval> | null = null;

  const connection: Connection = createConnection({
    ...others,
    now,
    onState(state) {
      connectionState = state;
      if (state.state === 'open') clock.reset();
      else isShown = false;
      tell();
    },
  });

  function freshness(): Freshness | null {
    const state = connectionState;
    if (state.state === 'stopped') return null;
    if (state.state === 'refused') return state;
    if (isShown && connection.heardAtMs !== null) {
      const ageMs = Math.max(0, now() - connection.heardAtMs) + waitedMs;
      return { state: 'live', behindMs: Math.floor(ageMs / secondMs) * secondMs };
    }
    if (!isOnline()) return { state: 'offline' };
    if (state.state === 'waiting')
      return { state: 'reconnecting', attempt: state.attempt, retryAtMs: state.retryAtMs };
    const attempt = state.state === 'connecting' ? state.attempt : 0;
    if (!wasEverShown && attempt === 0) return { state: 'connecting' };
    return { state: 'reconnecting', attempt: Math.max(1, attempt), retryAtMs: now() };
  }

  function tell(): void {
    const fresh = freshness();
    const text = JSON.stringify(fresh);
    if (fresh === null || text === told) return;
    told = text;
    onFreshness(fresh);
  }

  function heard(serverTime: string | null): void {
    if (serverTime !== null) {
      waitedMs = clock.sample(Date.parse(serverTime), now());
      onClockOffset?.(clock.offsetMs);
    }
    isShown = wasEverShown = true;
    tell();
  }

  return {
    start() {
      connection.start();
      ticker ??= setInterval(tell, secondMs);
    },
    stop() {
      if (ticker !== null) clearInterval(ticker);
      ticker = null;
      connection.stop();
    },
    restart() {
      connection.restart();
    },
    wake() {
      connection.wake();
      tell();
    },
    watchTracks(watched) {
      const watch = watchTracks(connection, { ...watched, onEvent: heard });
      return {
        ...watch,
        setFilter(filter) {
          watch.setFilter(filter);
          // What was refused may have been the filter.
          if (connectionState.state === 'refused' && connectionState.code === 'BAD_USER_INPUT')
            connection.restart();
        },
      };
    },
    subscribe: (subscription) => connection.subscribe(subscription),
  };
}
