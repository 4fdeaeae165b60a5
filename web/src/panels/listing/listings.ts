import type { AppState, HeardSignal, Kit, Selection, Tab, Track } from '../../state/app-state.js';
import { kitColumns } from './kit-columns.js';
import { createListing, neighbour, type Listing } from './listing.js';
import { kitMatches, signalMatches } from './matches.js';
import { signalColumns } from './signal-columns.js';
import { trackColumns } from './track-columns.js';

/** The four tabs. */
export interface Listings {
  readonly drones: Listing<Track>;
  readonly aircraft: Listing<Track>;
  readonly signals: Listing<HeardSignal>;
  readonly kits: Listing<Kit>;
}

export function createListings(state: AppState): Listings {
  const kitName = (kitId: string) => state.kits.value.get(kitId)?.name ?? kitId;
  const search = () => state.filters.value.search;
  return {
    drones: tracksOf(state, 'DRONE', 'No drone is heard here now.'),
    aircraft: tracksOf(state, 'AIRCRAFT', 'No aircraft is heard here now.'),
    signals: createListing<HeardSignal>({
      source: () =>
        state.signals.value.filter((heard) => signalMatches(heard, kitName(heard.kitId), search())),
      orderedBy: { column: 'age', descending: false },
      columns: signalColumns(kitName),
      keyOf: ({ id }) => id,
      selectionOf: ({ id }) => ({ kind: 'signal', id }),
      isStale: ({ stale }) => stale,
      empty: 'No signal was heard here in the last minutes.',
    }),
    kits: createListing<Kit>({
      source: () => [...state.kits.value.values()].filter((kit) => kitMatches(kit, search())),
      orderedBy: { column: 'name', descending: false },
      columns: kitColumns,
      keyOf: ({ kitId }) => kitId,
      selectionOf: ({ kitId }) => ({ kind: 'kit', kitId }),
      isStale: ({ status }) => status !== 'ONLINE',
      empty: 'No kit is registered.',
    }),
  };
}

function tracksOf(state: AppState, kind: Track['kind'], empty: string): Listing<Track> {
  return createListing<Track>({
    source: () => {
      // The map of tracks is always the same object; its version says that it changed.
      void state.tracksVersion.value;
      return [...state.tracks.values()].filter((track) => track.kind === kind);
    },
    orderedBy: { column: 'name', descending: false },
    columns: trackColumns,
    keyOf: ({ droneId }) => droneId,
    selectionOf: ({ droneId }) => ({ kind: 'track', droneId }),
    isStale: ({ stale }) => stale,
    empty,
  });
}

/** What is above or below the selected one in the tab that is open. */
export function step(
  listings: Listings,
  tab: Tab,
  selection: Selection | null,
  by: number,
): Selection | null {
  const from = <T>(listing: Listing<T>) =>
    neighbour({ ...listing, rows: listing.rows.peek() }, selection, by);
  switch (tab) {
    case 'drones':
      return from(listings.drones);
    case 'aircraft':
      return from(listings.aircraft);
    case 'signals':
      return from(listings.signals);
    case 'kits':
      return from(listings.kits);
  }
}
