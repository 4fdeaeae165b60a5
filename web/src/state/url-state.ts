import type { Filters, Selection, Tab, View } from './app-state.js';

/** What an address says, so that it can be sent to somebody. Null: nothing about it. */
export interface UrlState {
  readonly view: View | null;
  readonly selection: Selection | null;
  readonly filters: Filters;
  readonly tab: Tab;
}

export const noFilters: Filters = {
  search: '',
  kinds: [],
  kitIds: [],
  minAltitudeM: null,
  maxAltitudeM: null,
};

const tabs: readonly Tab[] = ['drones', 'aircraft', 'signals', 'kits'];
const kinds = ['DRONE', 'AIRCRAFT'] as const;
const maxZoom = 24;
/** What the server looks for at most. */
export const maxSearchLength = 256;
/** Longer than any id: what somebody made up must not become a message that the server cuts the connection for. */
const maxIdLength = 512;
const maxKits = 100;

/**
 * It is in the fragment, which browsers keep to themselves: what somebody searches for does not get into logs.
 *
 * @param fragment with or without its `#`; written by anybody, so whatever cannot be used is left out
 */
export function parseFragment(fragment: string): UrlState {
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  const [from = null, to = null] = (said.get('alt') ?? '').split('~').map(numberOrNull);
  // Between them there is nothing, and the server says so.
  const isTurned = from !== null && to !== null && from > to;
  return {
    view: viewOf(said.get('at')),
    selection: selectionOf(said),
    filters: {
      search: (said.get('q') ?? '').slice(0, maxSearchLength),
      kinds: kinds.filter((kind) => said.getAll('kind').includes(kind.toLowerCase())),
      kitIds: said.getAll('from-kit').filter(isId).slice(0, maxKits),
      minAltitudeM: isTurned ? null : from,
      maxAltitudeM: isTurned ? null : to,
    },
    tab: tabs.find((tab) => tab === said.get('tab')) ?? 'drones',
  };
}

/** The fragment without `#`; `parseFragment` understands it. */
export function formatFragment({ view, selection, filters, tab }: UrlState): string {
  const said = new URLSearchParams();
  if (view !== null) said.set('at', `${view.lat.toFixed(5)}/${view.lon.toFixed(5)}/${view.zoom.toFixed(2)}`);
  if (selection !== null) said.set(selection.kind, idOf(selection));
  if (tab !== 'drones') said.set('tab', tab);
  if (filters.search !== '') said.set('q', filters.search);
  for (const kind of filters.kinds) said.append('kind', kind.toLowerCase());
  for (const kitId of filters.kitIds) said.append('from-kit', kitId);
  const { minAltitudeM, maxAltitudeM } = filters;
  if (minAltitudeM !== null || maxAltitudeM !== null)
    said.set('alt', `${minAltitudeM ?? ''}~${maxAltitudeM ?? ''}`);
  // Both are allowed in a fragment, and easier to read.
  return said.toString().replaceAll('%2F', '/').replaceAll('%7E', '~');
}

function viewOf(text: string | null): View | null {
  const [lat = null, lon = null, zoom = null, ...more] = (text ?? '').split('/').map(numberOrNull);
  if (lat === null || lon === null || zoom === null || more.length > 0) return null;
  const isPlace = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= maxZoom;
  return isPlace ? { lat, lon, zoom } : null;
}

function selectionOf(said: URLSearchParams): Selection | null {
  const [droneId, kitId, id] = ['track', 'kit', 'signal'].map((kind) => said.getAll(kind).find(isId));
  if (droneId) return { kind: 'track', droneId };
  if (kitId) return { kind: 'kit', kitId };
  return id ? { kind: 'signal', id } : null;
}

function isId(text: string): boolean {
  return text !== '' && text.length <= maxIdLength;
}

function idOf(selection: Selection): string {
  switch (selection.kind) {
    case 'track':
      return selection.droneId;
    case 'kit':
      return selection.kitId;
    case 'signal':
      return selection.id;
  }
}

function numberOrNull(text: string): number | null {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? null : value;
}
