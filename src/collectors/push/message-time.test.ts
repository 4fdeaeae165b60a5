import { expect, test } from 'vitest';
import { timeMs } from './message-time.js';

const MS = Date.UTC(2026, 10, 21, 20, 0, 1, 250);

test.each([
  ['seconds', MS / 1000],
  ['milliseconds', MS],
  ['microseconds', MS * 1e3],
  ['nanoseconds', MS * 1e6],
  ['seconds as text', '1795291201.25'],
  ['nanoseconds as text', '1795291201250000000'],
  ['a number with an exponent as text', '1.79529120125e9'],
  ['ISO 8601 in UTC', '2026-11-21T20:00:01.250Z'],
  ['ISO 8601 with microseconds, as Python writes it', '2026-11-21T20:00:01.250000+00:00'],
  ['ISO 8601 in another zone', '2026-11-21T21:00:01.25+01:00'],
  ['ISO 8601 in another zone without a colon', '2026-11-21T15:00:01,25-0500'],
  ['ISO 8601 without a zone, which is UTC', '2026-11-21 20:00:01.25'],
])('%s: %j', (_what, value) => {
  expect(timeMs(value)).toBe(MS);
});

test.each([
  null,
  undefined,
  true,
  '',
  'yesterday',
  '2026-13-41T00:00:00Z',
  '2026-11-21',
  'NaN',
  NaN,
  Infinity,
  1e300,
  {},
  [MS],
  '1'.repeat(1_000_000),
])('%s is no time', (value) => {
  expect(timeMs(value)).toBeNull();
});

test.each([
  [0, 0],
  [-1, -1000],
])('%d is as implausible as it looks, but a time', (value, ms) => {
  expect(timeMs(value)).toBe(ms);
});
