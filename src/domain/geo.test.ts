import { expect, test } from 'vitest';
import { bearingDeg, courseDifferenceDeg, distanceM } from './geo.js';

const boston = { lat: 42.3601, lon: -71.0589 };

test('a degree of latitude is 111.2 km', () => {
  expect(distanceM({ lat: 42, lon: 7 }, { lat: 43, lon: 7 })).toBeCloseTo(111_195, 0);
});

test('a point is no distance from itself', () => {
  expect(distanceM(boston, boston)).toBe(0);
});

test('the short way over the antimeridian is taken', () => {
  expect(distanceM({ lat: 0, lon: 179.9 }, { lat: 0, lon: -179.9 })).toBeCloseTo(22_239, 0);
});

test.each([
  [{ lat: 43, lon: -71.0589 }, 0],
  [{ lat: 42.3601, lon: -71.05 }, 90],
  [{ lat: 42, lon: -71.0589 }, 180],
  [{ lat: 42.3601, lon: -71.07 }, 270],
])('the course from Boston to %j is %d°', (to, expected) => {
  expect(bearingDeg(boston, to)).toBeCloseTo(expected, 1);
});

test('a course never reaches 360', () => {
  expect(bearingDeg({ lat: 0, lon: 0 }, { lat: 1, lon: -1e-18 })).toBeLessThan(360);
});

test('350° and 10° are 20° apart', () => {
  expect(courseDifferenceDeg(350, 10)).toBe(20);
  expect(courseDifferenceDeg(10, 350)).toBe(20);
});
