import { expect, test } from 'vitest';
import { hasLeftMiddle } from './following.js';
import { createScreen } from './screen.js';

const screen = createScreen({ lat: 47.65, lon: 9.48 }, 11, 1000, 600);

test('near the middle the map rests', () => {
  expect(hasLeftMiddle({ x: 560, y: 330 }, screen)).toBe(false);
});

test('farther out it follows, whichever way', () => {
  expect(hasLeftMiddle({ x: 700, y: 300 }, screen)).toBe(true);
  expect(hasLeftMiddle({ x: 500, y: 120 }, screen)).toBe(true);
  expect(hasLeftMiddle({ x: -4000, y: 300 }, screen)).toBe(true);
});
