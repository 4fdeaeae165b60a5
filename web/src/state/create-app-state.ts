import { effect, signal } from '@preact/signals';
import { KitPlacesDocument } from '../../../operations/generated/graphql.js';
import { createGraphQL, type GraphQL } from '../graphql.js';
import { createLiveClient } from '../live-client.js';
import type {
  AppState,
  Bounds,
  Filters,
  Freshness,
  HeardSignal,
  Kit,
  Selection,
  Tab,
  View,
} from './app-state.js';
import { boundsOfView } from './bounds-of-view.js';
import { worldView, type Place } from './first-view.js';
import { parseHabits } from './habits.js';
import { watchShownSignals } from './heard-signals.js';
import { createKeyDesk, type KeyDesk } from './key-desk.js';
import { watchKits } from './kits.js';
import { openAt } from './opening-view.js';
import { reloadOutdated } from './outdated.js';
import { createPace } from './pace.js';
import { createTextStore } from './storage.js';
import { watchShownTracks } from './track-watches.js';
import { createTrackPicture } from './track-picture.js';
import { parseFragment } from './url-state.js';
import { syncUrl } from './url-sync.js';

/** The state, and what moves it. */
export interface App {
  readonly state: AppState;
  readonly graphql: GraphQL;
  readonly key: KeyDesk;
  start(): void;
  stop(): void;
}

const graphqlPath = '/graphql';
const habitsName = 'airpicture-habits';
/** A server of many takes 100 messages a minute from each: two for every new filter, and one for every ping. */
const filterPace = { burst: 8, everyMs: 2_500 };
/** Who looks at a picture that stands still sees within moments that the server is back. A page that nobody looks at has time. */
const longestRetryMs = { seen: 1_500, hidden: 30_000 };

export function createAppState(window: Window): App {
  const { location, navigator, document } = window;
  const habitStore = createTextStore(() => window.localStorage);
  const tabStore = createTextStore(() => window.sessionStorage);
  const url = new URL(graphqlPath, location.href).href;
  const key = createKeyDesk({ url, store: tabStore });
  const authorization = () => key.authorization();
  const graphql = createGraphQL({ url, authorization });

  const said = parseFragment(location.hash);
  const view = signal<View>(said.view ?? worldView);
  const bounds = signal<Bounds | null>(null);
  const filters = signal<Filters>(said.filters);
  const selection = signal<Selection | null>(said.selection);
  const tab = signal<Tab>(said.tab);
  const habits = signal(parseHabits(habitStore.read(habitsName)));
  const kits = signal<ReadonlyMap<string, Kit>>(new Map());
  const signals = signal<readonly HeardSignal[]>([]);
  const freshness = signal<Freshness>({ state: 'connecting' });
  const clockOffsetMs = signal(0);
  const picture = createTrackPicture();
  const state: AppState = {
    tracks: picture.tracks,
    tracksVersion: picture.version,
    signals,
    kits,
    freshness,
    filters,
    view,
    bounds,
    selection,
    habits,
    tab,
    clockOffsetMs,
  };

  const live = createLiveClient({
    url: url.replace(/^http/, 'ws'),
    authorization,
    isOnline: () => navigator.onLine,
    delays: {
      initialMs: 500,
      get maxMs() {
        return document.hidden ? longestRetryMs.hidden : longestRetryMs.seen;
      },
    },
    onFreshness: (next) => (freshness.value = next),
    onClockOffset: (next) => (clockOffsetMs.value = next),
  });
  let ends: (() => void)[] = [];

  async function askPlaces(): Promise<readonly Place[]> {
    const { kits } = await graphql.request(KitPlacesDocument, {});
    return kits.nodes.flatMap(({ position }) => position ?? []);
  }

  /** The map is not larger than the window. */
  const expectedBounds = () => boundsOfView(view.peek(), window.innerWidth, window.innerHeight);

  /** What a browser knows about when looking at the connection is worth while. */
  function wakeWithBrowser(): () => void {
    const wake = () => {
      if (!document.hidden) live.wake();
    };
    const hints = [
      [document, 'visibilitychange'],
      [window, 'pageshow'],
      [window, 'online'],
      [window, 'offline'],
    ] as const;
    for (const [target, type] of hints) target.addEventListener(type, wake);
    return () => {
      for (const [target, type] of hints) target.removeEventListener(type, wake);
    };
  }

  return {
    state,
    graphql,
    key,
    start() {
      if (ends.length > 0) return;
      const pace = createPace(filterPace);
      const areKitsKnown = signal(false);
      const opening = openAt({ ...state, areKitsKnown }, said.view !== null, askPlaces);
      const shown = { ...state, isViewKnown: opening.isKnown, expectedBounds };
      const serverNow = () => Date.now() + clockOffsetMs.peek();
      live.start();
      ends = [
        () => opening.end(),
        watchKits(live, graphql, kits, areKitsKnown),
        watchShownTracks(live, picture, shown, pace),
        watchShownSignals(live, graphql, signals, shown, pace, serverNow),
        syncUrl(state, () => opening.isChosen(), window),
        wakeWithBrowser(),
        effect(() => habitStore.write(habitsName, JSON.stringify(habits.value))),
        restartWithKey(),
        effect(() => {
          if (freshness.value.state === 'refused' && freshness.value.code === 'PERSISTED_QUERY_NOT_FOUND')
            reloadOutdated(tabStore, () => location.reload());
        }),
      ];
    },
    stop() {
      for (const end of ends) end();
      ends = [];
      live.stop();
    },
  };

  function restartWithKey(): () => void {
    let used = key.key.peek();
    return effect(() => {
      const next = key.key.value;
      if (next === used) return;
      used = next;
      live.restart();
    });
  }
}
