import { expect, test } from 'vitest';
import { createMessageRate } from './message-rate.js';

test('as many messages as in a minute may come at once, and then as many as become due', () => {
  let nowMs = 0;
  const isTooMany = createMessageRate(100, () => nowMs);
  const take = (count: number) => Array.from({ length: count }, () => isTooMany()).filter(Boolean).length;
  expect(take(100)).toBe(0);
  expect(take(1)).toBe(1);
  nowMs += 6_000;
  expect(take(11)).toBe(1);
  nowMs += 3_600_000;
  expect(take(101)).toBe(1);
});

test('without a limit none is too many', () => {
  const isTooMany = createMessageRate(Infinity, () => 0);
  expect(Array.from({ length: 1000 }, () => isTooMany())).not.toContain(true);
});
