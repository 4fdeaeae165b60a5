import { expect, test } from 'vitest';
import { formatPlace } from './coordinates.js';

test('north and east, south and west are said, not signed', () => {
  expect(formatPlace({ lat: 47.6543, lon: 9.4798 }, 'latlon')).toBe('47.65430° N 9.47980° E');
  expect(formatPlace({ lat: -33.8568, lon: -70.5 }, 'latlon')).toBe('33.85680° S 70.50000° W');
});

test('a grid reference is grouped as it is read out', () => {
  expect(formatPlace({ lat: 48.24949, lon: 16.41449 }, 'mgrs')).toMatch(/^33U XP \d{5} \d{5}$/);
});

test('near a pole, where the grid ends, degrees are shown', () => {
  expect(formatPlace({ lat: 86, lon: 10 }, 'mgrs')).toBe('86.00000° N 10.00000° E');
});
