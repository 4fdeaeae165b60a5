import { expect, test } from 'vitest';
import { altitudeBands, altitudeColour, bandOf } from './altitude-bands.js';
import { palettes } from './palette.js';

test('bands follow each other without a gap', () => {
  altitudeBands.slice(1).forEach(({ fromM }, i) => expect(fromM).toBe(altitudeBands[i]?.toM));
  expect(altitudeBands[0]?.fromM).toBe(-Infinity);
  expect(altitudeBands.at(-1)?.toM).toBe(Infinity);
});

test.each([
  [-40, 0],
  [59.9, 0],
  [60, 1],
  [120, 2],
  [11_000, 6],
])('%d m is in band %d', (altitudeM, band) => {
  expect(bandOf(altitudeM)).toBe(band);
});

test('an unknown altitude is not a low one', () => {
  expect(bandOf(null)).toBe(-1);
  expect(altitudeColour(null, palettes.dark)).toBe(palettes.dark.unknownAltitude);
});
