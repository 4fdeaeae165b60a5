import type { ReadonlySignal, Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { GraphQL } from '../graphql.js';
import type { AppState } from '../state/app-state.js';
import type { KeyDesk } from '../state/key-desk.js';
import type { Theme } from '../map/palette.js';
import type { Listings } from './listing/listings.js';

export type DialogName = 'help' | 'settings' | 'kits' | 'key';

/** The kit manager opens where it is needed: at its list, at an empty form, or at one kit's form. */
export type KitTask =
  { readonly task: 'list' } | { readonly task: 'add' } | { readonly task: 'edit'; readonly kitId: string };

/** From little to much. */
export const sheetHeights = ['low', 'half', 'full'] as const;
export type SheetHeight = (typeof sheetHeights)[number];

/** A point of the line that an aircraft flew. */
export interface FlownPoint {
  readonly time: string;
  readonly lat: number;
  readonly lon: number;
  readonly altitudeM: number | null;
}

/** What every panel may use: the state, the server, and what the panels share between themselves. */
export interface AppServices {
  readonly state: AppState;
  readonly graphql: GraphQL;
  /** The server's time of day, ms, once a second: ages are counted by the clock that the reports were dated with. */
  readonly now: ReadonlySignal<number>;
  readonly listings: Listings;
  readonly dialog: Signal<DialogName | null>;
  readonly kitTask: Signal<KitTask>;
  /** The line of the selected aircraft over the range that was chosen; null when there is none to draw. */
  readonly flownPath: Signal<readonly FlownPoint[] | null>;
  readonly listingOpen: Signal<boolean>;
  /** On a phone: how much of the page the list or the details take. */
  readonly sheet: Signal<SheetHeight>;
  /** Which theme is shown: `auto` resolved. */
  readonly theme: ReadonlySignal<Theme>;
  readonly key: KeyDesk;
}

export const AppContext = createContext<AppServices | null>(null);

export function useApp(): AppServices {
  const services = useContext(AppContext);
  if (services === null) throw new Error('A panel was rendered outside of the app.');
  return services;
}
