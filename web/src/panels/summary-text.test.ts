import { expect, test } from 'vitest';
import { summaryText } from './summary-text.js';

test('the map in a sentence', () => {
  expect(summaryText({ drones: 1, aircraft: 4, signals: 0, kits: 3, kitsOnline: 2 })).toBe(
    '1 drone and 4 aircraft in view, 0 signals heard, 2 of 3 kits online.',
  );
});
