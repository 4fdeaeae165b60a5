import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.js';

const nowMs = Date.parse('2026-11-21T20:40:13Z');

test.each([
  ['60', 60_000],
  ['0', 0],
  ['Sat, 21 Nov 2026 20:40:43 GMT', 30_000],
  ['Sat, 21 Nov 2026 20:00:00 GMT', 0],
  ['99999999999', 3_600_000],
  ['soon', 60_000],
  [undefined, 60_000],
])('Retry-After: %s is a wait of %i ms', (header, expected) => {
  expect(retryAfterMs(header, nowMs)).toBe(expected);
});
