import { expect, test } from 'vitest';
import { backoffDelayMs, jitteredDelayMs } from './backoff.js';

const defaults = { initialBackoffMs: 5_000, maxBackoffMs: 300_000 };
const noJitter = () => 0.5;

test.each([
  [1, 5],
  [2, 10],
  [3, 20],
  [4, 40],
  [5, 80],
  [6, 300],
  [7, 300],
  [1_000, 300],
])('after failure %i in a row the wait is %i s', (failures, seconds) => {
  expect(backoffDelayMs(failures, defaults, noJitter)).toBe(seconds * 1000);
});

test('the wait varies by a tenth either way', () => {
  expect(backoffDelayMs(1, defaults, () => 0)).toBe(4_500);
  expect(backoffDelayMs(1, defaults, () => 1)).toBe(5_500);
});

test('no wait before the sixth is longer than the longest', () => {
  expect(backoffDelayMs(5, { initialBackoffMs: 5_000, maxBackoffMs: 30_000 }, noJitter)).toBe(30_000);
});

test.each([
  [1, 0, 50],
  [1, 1, 100],
  [4, 1, 800],
  [20, 0, 15_000],
  [20, 1, 30_000],
])('after failure %i with chance %d a jittered retry waits %i ms', (failures, chance, expected) => {
  const backoff = { initialBackoffMs: 100, maxBackoffMs: 30_000 };
  expect(jitteredDelayMs(failures, backoff, () => chance)).toBe(expected);
});
