import { expect, test } from 'vitest';
import { bearingDeg, distanceM } from './geo.js';

const friedrichshafen = { lat: 47.65, lon: 9.48 };

test('a degree of latitude is 111.2 km', () => {
  expect(distanceM({ lat: 42, lon: 7 }, { lat: 43, lon: 7 })).toBeCloseTo(111_195, 0);
});

test('the short way over the antimeridian is taken', () => {
  expect(distanceM({ lat: 0, lon: 179.9 }, { lat: 0, lon: -179.9 })).toBeCloseTo(22_239, 0);
});

test.each([
  [{ lat: 48, lon: 9.48 }, 0],
  [{ lat: 47.65, lon: 9.5 }, 90],
  [{ lat: 47, lon: 9.48 }, 180],
  [{ lat: 47.65, lon: 9.46 }, 270],
])('the course to %j is %d°', (to, expected) => {
  expect(bearingDeg(friedrichshafen, to)).toBeCloseTo(expected, 1);
});
