import { expect, test } from 'vitest';
import { unwrapRing } from './unwrap.js';

const lons = (ring: readonly number[][]) => ring.map(([lon]) => lon);

test('a coast goes on across the antimeridian, in either direction, and comes back', () => {
  const ring = [
    [179, 70],
    [-179, 71],
    [-178, 72],
    [179, 70],
  ];
  expect(lons(unwrapRing(ring))).toEqual([179, 181, 182, 179]);
  expect(lons(unwrapRing(ring.map(([lon = 0, lat = 0]) => [-lon, lat])))).toEqual([-179, -181, -182, -179]);
});

test('any other coast stays as it is', () => {
  const ring = [
    [-5, 50],
    [0, 51],
    [100, 51],
    [-5, 50],
  ];
  expect(unwrapRing(ring)).toEqual(ring);
});

test('a coast around the pole is closed below the map', () => {
  const ring = [
    [-100, -70],
    [0, -70],
    [100, -70],
    [-100, -70],
  ];
  expect(unwrapRing(ring).slice(3)).toEqual([
    [260, -70],
    [260, -90],
    [-100, -90],
    [-100, -70],
  ]);
});
