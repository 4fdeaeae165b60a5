import { expect, test } from 'vitest';
import { formatAge, formatClock, formatDay, formatInstant, startOfDayMs } from './time.js';

const atMs = Date.parse('2026-11-22T04:03:07.900Z');

test('UTC says that it is', () => {
  expect(formatClock(atMs, 'utc')).toBe('04:03:07 Z');
  expect(formatInstant(atMs, 'utc')).toBe('2026-11-22 04:03:07 Z');
});

test('local time is that of the machine', () => {
  const noon = new Date(2026, 5, 1, 12, 30, 5);
  expect(formatClock(noon.getTime(), 'local')).toBe('12:30:05');
  expect(formatDay(noon.getTime(), 'local')).toBe('2026-06-01');
  expect(startOfDayMs(noon.getTime(), 'local')).toBe(new Date(2026, 5, 1).getTime());
});

test('a day begins at midnight', () => {
  expect(startOfDayMs(atMs, 'utc')).toBe(Date.parse('2026-11-22T00:00:00Z'));
});

test.each([
  [-3000, '0 s'],
  [12_900, '12 s'],
  [99_000, '99 s'],
  [100_000, '1 min'],
  [3_600_000, '60 min'],
  [7_200_000, '2 h'],
  [2 * 86_400_000, '2 d'],
])('an age of %d ms is %s', (ageMs, expected) => {
  expect(formatAge(ageMs)).toBe(expected);
});

test('no age is a dash', () => {
  expect(formatAge(null)).toBe('–');
});
