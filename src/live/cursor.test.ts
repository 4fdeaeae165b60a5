import { expect, test } from 'vitest';
import { filterKey } from './cursor.js';

const bbox = { minLat: 46, minLon: 8, maxLat: 47, maxLon: 9 };

test('filters that ask the same have the same key', () => {
  expect(filterKey({ kinds: ['DRONE', 'AIRCRAFT'], bbox })).toBe(
    filterKey({ bbox: { maxLon: 9, maxLat: 47, minLon: 8, minLat: 46 }, kinds: ['AIRCRAFT', 'DRONE'] }),
  );
  expect(filterKey({ kinds: null, bbox: undefined })).toBe(filterKey(null));
  expect(filterKey({ bbox, orUnplaced: false })).toBe(filterKey({ bbox }));
  expect(filterKey({ orUnplaced: true })).toBe(filterKey({}));
});

test('filters that ask for something else have another', () => {
  expect(filterKey({ bbox, orUnplaced: true })).not.toBe(filterKey({ bbox }));
  expect(filterKey({ kitIds: [] })).not.toBe(filterKey({}));
});
