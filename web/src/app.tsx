import { useComputed, type ReadonlySignal } from '@preact/signals';
import type { Basemap } from './map-config.js';
import { MapView } from './map/map-view.js';
import { AppContext, type AppServices } from './panels/app-context.js';
import { isLost } from './panels/page-title.js';
import { DetailsPanel } from './panels/details/details-panel.js';
import { OpenDialog } from './panels/dialogs/open-dialog.js';
import { Legend } from './panels/legend.js';
import { ListingPanel } from './panels/listing/listing-panel.js';
import { ScreenReaderSummary } from './panels/summary.js';
import { Toolbar } from './panels/toolbar.js';

interface AppProps {
  readonly services: AppServices;
  /** Null until the server has said which. */
  readonly basemap: ReadonlySignal<Basemap | null>;
}

/** The page: a bar, the list, the map, and what is selected. */
export function App({ services, basemap }: AppProps) {
  const { state, graphql, theme, flownPath, listingOpen, sheet } = services;
  // Of all that the connection says, only this is drawn around the map.
  const isOld = useComputed(() => isLost(state.freshness.value));
  return (
    <AppContext.Provider value={services}>
      <div
        class="app"
        data-listing={listingOpen.value ? 'open' : 'closed'}
        data-sheet={sheet.value}
        data-picture={isOld.value ? 'old' : 'current'}
      >
        <Toolbar />
        {listingOpen.value && <ListingPanel />}
        <main class="app-map">
          <MapView state={state} graphql={graphql} basemap={basemap} theme={theme} flownPath={flownPath} />
          <Legend />
        </main>
        <DetailsPanel />
      </div>
      <ScreenReaderSummary />
      <OpenDialog />
    </AppContext.Provider>
  );
}
