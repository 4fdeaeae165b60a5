import { batch, effect } from '@preact/signals';
import type { AppState, View } from './app-state.js';
import { gathered } from './gathered.js';
import { formatFragment, parseFragment } from './url-state.js';

type Addressed = Pick<AppState, 'view' | 'selection' | 'filters' | 'tab'>;

/** Browsers refuse to change an address more often than a hundred times in half a minute. */
const writeMs = 500;

/** Keeps the address as the state is, and the state as somebody writes the address. Returns what ends that. */
export function syncUrl(
  state: Addressed,
  /** Whether the view is one that somebody chose: the first one is not worth sending. */
  isViewChosen: () => boolean,
  window: Pick<Window, 'location' | 'history' | 'addEventListener' | 'removeEventListener'>,
): () => void {
  const { location, history } = window;
  const current = () => ({
    view: isViewChosen() ? state.view.value : null,
    selection: state.selection.value,
    filters: state.filters.value,
    tab: state.tab.value,
  });
  let written = formatFragment(current());
  /** The address that was written or read last. */
  let known = location.hash;

  const write = gathered(() => {
    // Somebody went back, or elsewhere; the event that says so is under way.
    if (location.hash !== known) return;
    written = formatFragment(current());
    // Not a step to go back to: panning would bury every other page.
    history.replaceState(
      history.state,
      '',
      written === '' ? location.pathname + location.search : `#${written}`,
    );
    known = location.hash;
  }, writeMs);
  const stopWatching = effect(() => {
    if (formatFragment(current()) !== written) write.soon();
  });

  const read = () => {
    write.cancel();
    known = location.hash;
    const said = parseFragment(location.hash);
    batch(() => {
      if (said.view !== null && !isSameView(said.view, state.view.peek())) state.view.value = said.view;
      state.selection.value = said.selection;
      state.filters.value = said.filters;
      state.tab.value = said.tab;
    });
  };
  window.addEventListener('hashchange', read);

  return () => {
    stopWatching();
    write.cancel();
    window.removeEventListener('hashchange', read);
  };
}

function isSameView(a: View, b: View): boolean {
  return a.lat === b.lat && a.lon === b.lon && a.zoom === b.zoom;
}
