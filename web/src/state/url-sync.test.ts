import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Filters, Selection, Tab, View } from './app-state.js';
import { worldView } from './first-view.js';
import { noFilters } from './url-state.js';
import { syncUrl } from './url-sync.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function aPage() {
  const events = new EventTarget();
  const location = { hash: '', pathname: '/', search: '' };
  const replaceState = vi.fn((_state: unknown, _title: string, url: string) => {
    location.hash = url.startsWith('#') ? url : '';
  });
  const window = {
    location,
    history: { state: null, replaceState },
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
  };
  const state = {
    view: signal<View>(worldView),
    selection: signal<Selection | null>(null),
    filters: signal<Filters>(noFilters),
    tab: signal<Tab>('drones'),
  };
  const goTo = (hash: string) => {
    location.hash = hash;
    events.dispatchEvent(new Event('hashchange'));
  };
  return { state, window: window as never, location, replaceState, goTo };
}

test('the address says what is selected and searched, soon and seldom', () => {
  const { state, window, location, replaceState } = aPage();
  const end = syncUrl(state, () => true, window);
  for (const search of ['m', 'ma', 'mav']) state.filters.value = { ...noFilters, search };
  state.selection.value = { kind: 'track', droneId: 'a' };
  vi.advanceTimersByTime(1_000);
  expect(location.hash).toBe('#at=20.00000/0.00000/1.00&track=a&q=mav');
  expect(replaceState).toHaveBeenCalledTimes(1);
  end();
});

test('a view that nobody chose is not in the address', () => {
  const { state, window, location } = aPage();
  const end = syncUrl(state, () => state.view.value.zoom > 5, window);
  state.selection.value = { kind: 'kit', kitId: 'kit-001' };
  vi.advanceTimersByTime(1_000);
  expect(location.hash).toBe('#kit=kit-001');
  state.selection.value = null;
  vi.advanceTimersByTime(1_000);
  expect(location.hash).toBe('');
  end();
});

test('an address that somebody writes is shown', () => {
  const { state, window, goTo, replaceState } = aPage();
  const end = syncUrl(state, () => true, window);
  goTo('#at=47.60000/9.40000/11.00&track=b&tab=aircraft');
  expect(state.view.value).toEqual({ lat: 47.6, lon: 9.4, zoom: 11 });
  expect(state.selection.value).toEqual({ kind: 'track', droneId: 'b' });
  expect(state.tab.value).toBe('aircraft');
  vi.advanceTimersByTime(1_000);
  // It says that already, in other words perhaps.
  expect(replaceState.mock.calls.map(([, , url]) => url)).toEqual(
    replaceState.mock.calls.map(() => '#at=47.60000/9.40000/11.00&track=b&tab=aircraft'),
  );
  end();
  state.tab.value = 'kits';
  vi.advanceTimersByTime(1_000);
  expect(replaceState.mock.calls.at(-1)?.[2]).not.toContain('kits');
});

test('who goes back while something is still to be written gets what was there', () => {
  const { state, window, location, goTo, replaceState } = aPage();
  const end = syncUrl(state, () => true, window);
  state.filters.value = { ...noFilters, search: 'new' };
  // Browsers change the address first, and tell of it later.
  location.hash = '#q=old';
  vi.advanceTimersByTime(1_000);
  expect(replaceState).not.toHaveBeenCalled();
  goTo('#q=old');
  expect(state.filters.value.search).toBe('old');
  end();
});
