import type { ReadonlySignal, Signal } from '@preact/signals';
import type { Freshness } from '../live-client.js';
import type {
  KitStateFragment,
  SignalReportFragment,
  TrackStateFragment,
} from '../../../operations/generated/graphql.js';

/** What the page knows and shows. Made once in `app-state`, handed down; panels and map read and write signals of it, and nothing else. */

export type Track = TrackStateFragment;
export type Kit = KitStateFragment;

/** What a kit hears on one frequency: its newest report, and what the others of the last minutes say together. */
export interface HeardSignal extends SignalReportFragment {
  /** The same as long as it is heard. */
  readonly id: string;
  /** Oldest of the reports; `time` is that of the newest. */
  readonly firstTime: string;
  readonly reportCount: number;
  /** Null when no report says how strong it was. */
  readonly strongestDbm: number | null;
  /** Not reported for a while. */
  readonly stale: boolean;
}

export type { Freshness };

export type Tab = 'drones' | 'aircraft' | 'signals' | 'kits';

/** What the server is asked for: sent with the subscription as its filter. */
export interface Filters {
  readonly search: string;
  readonly kinds: readonly ('DRONE' | 'AIRCRAFT')[];
  readonly kitIds: readonly string[];
  readonly minAltitudeM: number | null;
  readonly maxAltitudeM: number | null;
}

export interface View {
  readonly lat: number;
  readonly lon: number;
  readonly zoom: number;
}

export interface Bounds {
  readonly minLat: number;
  readonly minLon: number;
  readonly maxLat: number;
  readonly maxLon: number;
}

export type Selection =
  | { readonly kind: 'track'; readonly droneId: string }
  | { readonly kind: 'kit'; readonly kitId: string }
  | { readonly kind: 'signal'; readonly id: string };

export interface Habits {
  readonly theme: 'auto' | 'light' | 'dark' | 'night';
  readonly units: 'metric' | 'imperial' | 'nautical';
  readonly coordinates: 'latlon' | 'mgrs';
  readonly time: 'local' | 'utc';
  readonly trails: boolean;
  readonly labels: boolean;
  readonly follow: boolean;
}

export interface AppState {
  /** By droneId; the same Map all the time, `tracksVersion` counts its changes. */
  readonly tracks: ReadonlyMap<string, Track>;
  readonly tracksVersion: ReadonlySignal<number>;
  readonly signals: ReadonlySignal<readonly HeardSignal[]>;
  readonly kits: ReadonlySignal<ReadonlyMap<string, Kit>>;
  readonly freshness: ReadonlySignal<Freshness>;
  readonly filters: Signal<Filters>;
  readonly view: Signal<View>;
  /** What the map shows, or everything where it cannot be moved; null until there is a ground. */
  readonly bounds: Signal<Bounds | null>;
  readonly selection: Signal<Selection | null>;
  readonly habits: Signal<Habits>;
  readonly tab: Signal<Tab>;
  /** Server time minus ours, ms. */
  readonly clockOffsetMs: ReadonlySignal<number>;
}
