import { expect, test } from 'vitest';
import { adoptClockOffsetMs } from './kit-clock.js';

test.each([
  ['small skew is left alone', 0, 1_999, 0],
  ['a kit 5 s ahead is corrected', 0, 5_000, 5_000],
  ['a kit an hour behind is corrected', 0, -3_600_000, -3_600_000],
  ['an offset in use is kept while the skew stays within 2 s of it', 5_000, 6_500, 5_000],
  ['an offset in use moves when the skew leaves it', 5_000, 8_000, 8_000],
  ['a clock that was set right is no longer corrected', 5_000, 400, 0],
  ['without a measurement nothing changes', 5_000, null, 5_000],
])('%s', (_fact, offsetMs, skewMs, expected) => {
  expect(adoptClockOffsetMs(offsetMs, skewMs)).toBe(expected);
});
