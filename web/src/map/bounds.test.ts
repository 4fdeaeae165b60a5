import { expect, test } from 'vitest';
import { areSameBounds, toBounds } from './bounds.js';

test('edges become a box', () => {
  expect(toBounds({ west: 9.1, south: 47.5, east: 9.8, north: 47.8 })).toEqual({
    minLat: 47.5,
    minLon: 9.1,
    maxLat: 47.8,
    maxLon: 9.8,
  });
});

test('a map over the antimeridian begins in the east and ends in the west', () => {
  const { minLon, maxLon } = toBounds({ west: 170, south: -10, east: 190, north: 10 });
  expect([minLon, maxLon]).toEqual([170, -170]);
});

test('a map that shows the world more than once asks for all of it', () => {
  const { minLon, maxLon } = toBounds({ west: -300, south: -95, east: 300, north: 95 });
  expect([minLon, maxLon]).toEqual([-180, 180]);
});

test('poles are where latitudes end', () => {
  const { minLat, maxLat } = toBounds({ west: 0, south: -95, east: 1, north: 95 });
  expect([minLat, maxLat]).toEqual([-90, 90]);
});

test('a box is compared by its edges', () => {
  const box = { minLat: 1, minLon: 2, maxLat: 3, maxLon: 4 };
  expect(areSameBounds(box, { ...box })).toBe(true);
  expect(areSameBounds(box, { ...box, maxLon: 5 })).toBe(false);
  expect(areSameBounds(null, box)).toBe(false);
});
