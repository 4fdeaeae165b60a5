import { expect, test } from 'vitest';
import { contains } from './bounding-box.js';

test('a box with minLon above maxLon crosses the antimeridian', () => {
  const box = { minLat: -20, minLon: 175, maxLat: -10, maxLon: -175 };
  expect(contains(box, -15, 179)).toBe(true);
  expect(contains(box, -15, -179)).toBe(true);
  expect(contains(box, -15, 0)).toBe(false);
});
