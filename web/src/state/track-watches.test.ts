import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aTrack } from '../map/testing/a-track.js';
import { createFakeLiveClient, type FakeLiveClient } from '../testing/fake-live-client.js';
import type { Bounds, Filters, Selection } from './app-state.js';
import { createPace } from './pace.js';
import { createTrackPicture, type TrackPicture } from './track-picture.js';
import { watchShownTracks } from './track-watches.js';
import { noFilters } from './url-state.js';

const lake: Bounds = { minLat: 47, minLon: 9, maxLat: 48, maxLon: 10 };
const overLake = {
  bbox: { minLat: 46.75, minLon: 8.75, maxLat: 48.25, maxLon: 10.25 },
  orUnplaced: true,
};

let live: FakeLiveClient;
let picture: TrackPicture;
let end: () => void;
const filters = signal<Filters>(noFilters);
const bounds = signal<Bounds | null>(null);
const selection = signal<Selection | null>(null);
const isViewKnown = signal(true);

beforeEach(() => {
  vi.useFakeTimers();
  filters.value = noFilters;
  bounds.value = null;
  selection.value = null;
  isViewKnown.value = true;
  live = createFakeLiveClient();
  picture = createTrackPicture();
  watchPage();
});

function watchPage(): void {
  const pace = createPace({ burst: 8, everyMs: 2_500 });
  const shown = { filters, bounds, selection, isViewKnown, expectedBounds: () => lake };
  end = watchShownTracks(live, picture, shown, pace);
}

afterEach(() => {
  end();
  expect(live.watches).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test('asks for what the map will show while it is made, once', () => {
  expect(live.watches.map(({ filter }) => filter)).toEqual([overLake]);
  bounds.value = { minLat: 47.1, minLon: 9.2, maxLat: 47.9, maxLon: 9.8 };
  vi.advanceTimersByTime(10_000);
  expect(live.watches[0]!.filters).toHaveLength(1);
});

test('asks for nothing before it is known where the page opens', () => {
  end();
  isViewKnown.value = false;
  watchPage();
  bounds.value = { minLat: -85, minLon: -180, maxLat: 85, maxLon: 180 };
  vi.advanceTimersByTime(10_000);
  expect(live.watches).toEqual([]);
  bounds.value = lake;
  isViewKnown.value = true;
  expect(live.watches.map(({ filters }) => filters)).toEqual([[overLake]]);
});

test('asks for everything when there is a map that nobody can move', () => {
  bounds.value = { minLat: -90, minLon: -180, maxLat: 90, maxLon: 180 };
  vi.advanceTimersByTime(1_000);
  expect(live.watches.map(({ filters }) => filters)).toEqual([[overLake, {}]]);
});

test('asks anew when somebody has finished typing, and not for every letter', () => {
  bounds.value = lake;
  for (const search of ['m', 'ma', 'mav']) {
    filters.value = { ...noFilters, search };
    vi.advanceTimersByTime(100);
  }
  vi.advanceTimersByTime(300);
  expect(live.watches[0]!.filters).toEqual([overLake, { ...overLake, search: 'mav' }]);
});

test('asks for nothing new when a pan shows what is there already', () => {
  bounds.value = lake;
  bounds.value = { minLat: 47.1, minLon: 9.1, maxLat: 48.1, maxLon: 10.1 };
  vi.advanceTimersByTime(1_000);
  expect(live.watches[0]!.filters).toHaveLength(1);
});

test('a filter that was changed and changed back is not sent', () => {
  bounds.value = lake;
  filters.value = { ...noFilters, search: 'm' };
  vi.advanceTimersByTime(200);
  filters.value = noFilters;
  vi.advanceTimersByTime(10_000);
  expect(live.watches[0]!.filters).toHaveLength(1);
});

test('goes on watching the selected track when the map shows another place', () => {
  bounds.value = lake;
  const track = aTrack({ droneId: 'a' });
  live.watches[0]!.snapshot(track, aTrack({ droneId: 'b' }));
  selection.value = { kind: 'track', droneId: 'a' };
  vi.advanceTimersByTime(300);
  expect(live.watches[1]!.filter).toEqual({ droneIds: ['a'] });
  live.watches[1]!.snapshot(track);
  live.watches[0]!.remove('a', 'b');
  expect([...picture.tracks.keys()]).toEqual(['a']);
  selection.value = null;
  vi.advanceTimersByTime(300);
  expect(live.watches).toHaveLength(1);
  expect(picture.tracks.size).toBe(0);
});

test('a kit that is selected is no track to watch', () => {
  bounds.value = lake;
  selection.value = { kind: 'kit', kitId: 'kit-001' };
  vi.advanceTimersByTime(1_000);
  expect(live.watches).toHaveLength(1);
});
