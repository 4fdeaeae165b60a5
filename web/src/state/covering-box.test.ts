import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coveringBox } from './covering-box.js';

const lake = { minLat: 47, minLon: 9, maxLat: 48, maxLon: 10 };

test('is somewhat larger than what is seen', () => {
  expect(coveringBox(null, lake)).toEqual({ minLat: 46.75, minLon: 8.75, maxLat: 48.25, maxLon: 10.25 });
});

test('stays the same through a small pan or zoom', () => {
  const asked = coveringBox(null, lake);
  expect(coveringBox(asked, { minLat: 47.2, minLon: 9.2, maxLat: 48.2, maxLon: 10.2 })).toBe(asked);
  expect(coveringBox(asked, { minLat: 47.2, minLon: 9.2, maxLat: 47.8, maxLon: 9.8 })).toBe(asked);
});

test('is another when something else is seen, or much less', () => {
  const asked = coveringBox(null, lake);
  expect(coveringBox(asked, { minLat: 47.5, minLon: 9, maxLat: 48.5, maxLon: 10 })).not.toBe(asked);
  expect(coveringBox(asked, { minLat: 47.4, minLon: 9.4, maxLat: 47.5, maxLon: 9.5 })).not.toBe(asked);
});

test('is as large as one wants it', () => {
  const cover = { margin: 1, maxExcess: 12 };
  const asked = coveringBox(null, lake, cover);
  expect(asked).toEqual({ minLat: 46, minLon: 8, maxLat: 49, maxLon: 11 });
  expect(coveringBox(asked, { minLat: 46, minLon: 8, maxLat: 47, maxLon: 9 }, cover)).toBe(asked);
});

test('is nothing for the whole world, where what has no position belongs, too', () => {
  expect(coveringBox(null, { minLat: -85, minLon: -180, maxLat: 85, maxLon: 180 })).toBeNull();
  expect(coveringBox(null, { minLat: -85, minLon: -300, maxLat: 85, maxLon: 300 })).toBeNull();
});

test('crosses the antimeridian, however a map counts there', () => {
  const expected = { minLat: -20.5, minLon: 178.5, maxLat: -17.5, maxLon: -178.5 };
  expect(coveringBox(null, { minLat: -20, minLon: 179, maxLat: -18, maxLon: 181 })).toEqual(expected);
  expect(coveringBox(null, { minLat: -20, minLon: -181, maxLat: -18, maxLon: -179 })).toEqual(expected);
  expect(coveringBox(null, { minLat: -20, minLon: 179, maxLat: -18, maxLon: -179 })).toEqual(expected);
});

test('stays within the poles', () => {
  expect(coveringBox(null, { minLat: 80, minLon: 0, maxLat: 89, maxLon: 10 })).toMatchObject({ maxLat: 90 });
});

test('covers what is seen and is a box that the server takes, wherever that is', () => {
  const size = fc.double({ min: 0.001, max: 60, noNaN: true });
  const seen = fc
    .tuple(
      fc.double({ min: -89, max: 29, noNaN: true }),
      fc.double({ min: -400, max: 400, noNaN: true }),
      size,
      size,
    )
    .map(([minLat, minLon, height, width]) => ({
      minLat,
      minLon,
      maxLat: minLat + height,
      maxLon: minLon + width,
    }));
  fc.assert(
    fc.property(seen, (bounds) => {
      const box = coveringBox(null, bounds)!;
      for (const lon of [box.minLon, box.maxLon]) expect(Math.abs(lon)).toBeLessThanOrEqual(180);
      expect(box.minLat).toBeGreaterThanOrEqual(-90);
      expect(box.maxLat).toBeLessThanOrEqual(90);
      expect(coveringBox(box, bounds)).toBe(box);
    }),
  );
});
