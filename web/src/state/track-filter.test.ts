import { expect, test } from 'vitest';
import { trackFilterOf } from './track-filter.js';
import { noFilters } from './url-state.js';

test('asks for everything when nothing is chosen', () => {
  expect(trackFilterOf(noFilters, null)).toEqual({});
  expect(trackFilterOf({ ...noFilters, search: '  ' }, null)).toEqual({});
});

test('asks for what is chosen', () => {
  const bbox = { minLat: 47, minLon: 9, maxLat: 48, maxLon: 10 };
  expect(
    trackFilterOf(
      { search: ' mavic ', kinds: ['DRONE'], kitIds: ['kit-001'], minAltitudeM: 0, maxAltitudeM: 120 },
      bbox,
    ),
  ).toEqual({
    bbox,
    orUnplaced: true,
    search: 'mavic',
    kinds: ['DRONE'],
    kitIds: ['kit-001'],
    minAltitudeM: 0,
    maxAltitudeM: 120,
  });
});
