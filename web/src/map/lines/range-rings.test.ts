import { expect, test } from 'vitest';
import { rangeRings } from './range-rings.js';

test('rings are round numbers of what people count in', () => {
  expect(rangeRings(0.02, 'metric', 3).map(({ text }) => text)).toEqual(['5 km', '10 km', '15 km']);
  expect(rangeRings(0.02, 'nautical', 2)).toEqual([
    { radiusM: 9260, text: '5 NM' },
    { radiusM: 18_520, text: '10 NM' },
  ]);
});

test('the closer one looks, the smaller they are', () => {
  expect(rangeRings(1, 'metric', 3).map(({ text }) => text)).toEqual(['100 m', '200 m', '300 m']);
  expect(rangeRings(0.3, 'imperial', 3).map(({ text }) => text)).toEqual(['0.2 mi', '0.4 mi', '0.6 mi']);
});

test.each([0.0001, 0.003, 0.08, 0.7, 3])(
  'at %d pixels per metre they neither crowd nor leave the screen',
  (pixelsPerMetre) => {
    for (const units of ['metric', 'imperial', 'nautical'] as const) {
      const [inner] = rangeRings(pixelsPerMetre, units, 1);
      const apartPx = (inner?.radiusM ?? 0) * pixelsPerMetre;
      expect(apartPx).toBeGreaterThan(79);
      expect(apartPx).toBeLessThan(210);
    }
  },
);
