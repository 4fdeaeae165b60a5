import { useSignal } from '@preact/signals';
import type { Tab } from '../../state/app-state.js';
import { maxSearchLength } from '../../state/url-state.js';
import { useApp } from '../app-context.js';
import { Icon } from '../icons.js';
import { SheetHandle } from '../sheet-handle.js';
import { filterCount, FilterForm } from './filter-form.js';
import { Tabs, tabTitle } from './tabs.js';
import { VirtualTable } from './virtual-table.js';

/** Where `/` goes to. */
export const SEARCH_ID = 'search';

/** The same as the map, as a list. */
export function ListingPanel() {
  const { state } = useApp();
  const filtersOpen = useSignal(false);
  const filters = state.filters.value;
  const set = filterCount(filters);
  return (
    <section class="app-listing" aria-label="List">
      <SheetHandle />
      <Tabs />
      <div class="listing-head" role="search">
        <div class="listing-search">
          <input
            id={SEARCH_ID}
            class="input"
            type="search"
            aria-label="Search"
            aria-keyshortcuts="/"
            placeholder="Search  /"
            maxLength={maxSearchLength}
            autocomplete="off"
            spellcheck={false}
            value={filters.search}
            onInput={({ currentTarget }) =>
              (state.filters.value = { ...filters, search: currentTarget.value })
            }
          />
          <button
            type="button"
            class="button"
            aria-label={set === 0 ? 'Filters' : `Filters, ${set} set`}
            aria-expanded={filtersOpen.value}
            title="Filters"
            onClick={() => (filtersOpen.value = !filtersOpen.value)}
          >
            <Icon name="filter" />
            {set > 0 && set}
          </button>
        </div>
        {filtersOpen.value && <FilterForm />}
      </div>
      <div id="listing" class="listing-panel" role="tabpanel" aria-labelledby={`tab-${state.tab.value}`}>
        <Table tab={state.tab.value} />
      </div>
    </section>
  );
}

/** Keyed by tab, so that each begins at its top. */
function Table({ tab }: { readonly tab: Tab }) {
  const { listings } = useApp();
  const label = tabTitle(tab);
  switch (tab) {
    case 'drones':
    case 'aircraft':
      return <VirtualTable key={tab} listing={listings[tab]} label={label} />;
    case 'signals':
      return <VirtualTable key={tab} listing={listings.signals} label={label} />;
    case 'kits':
      return <VirtualTable key={tab} listing={listings.kits} label={label} />;
  }
}
