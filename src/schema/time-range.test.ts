import { describe, expect, test } from 'vitest';
import { resolveTimeRange } from './time-range.js';

const NOW_MS = Date.UTC(2026, 10, 21, 20);
const HOUR_MS = 3_600_000;
const resolve = (range: Parameters<typeof resolveTimeRange>[0]) => resolveTimeRange(range, NOW_MS);

describe('a time range', () => {
  test('from and to are taken as they are', () => {
    expect(resolve({ from: 1000, to: 2000 })).toEqual({ fromMs: 1000, toMs: 2000 });
  });

  test('last begins that long before now and takes in what a fast clock has dated ahead', () => {
    const { fromMs, toMs } = resolve({ last: 'PT1H' });
    expect(fromMs).toBe(NOW_MS - HOUR_MS);
    expect(toMs).toBeGreaterThan(NOW_MS + 2000);
  });

  test('from without to goes on until now', () => {
    expect(resolve({ from: NOW_MS - HOUR_MS })).toEqual({
      fromMs: NOW_MS - HOUR_MS,
      toMs: resolve({ last: 'PT1H' }).toMs,
    });
  });

  test('one that has not begun yet is empty, not an error', () => {
    expect(resolve({ from: NOW_MS + HOUR_MS })).toEqual({ fromMs: NOW_MS + HOUR_MS, toMs: NOW_MS + HOUR_MS });
  });

  test('one that ends where it starts is empty, not an error', () => {
    expect(resolve({ from: 1000, to: 1000 })).toEqual({ fromMs: 1000, toMs: 1000 });
  });

  test('a very long last begins in 1970', () => {
    expect(resolve({ last: 'P99999D' }).fromMs).toBe(0);
  });

  test.each<[string, Parameters<typeof resolveTimeRange>[0], RegExp]>([
    [
      'ends before it starts',
      { from: 2000, to: 1000 },
      /ends \(1970-01-01T00:00:01.000Z\) before it starts \(1970-01-01T00:00:02.000Z\)/,
    ],
    ['says nothing', {}, /Give from .* or last/],
    ['has only an end', { to: 1000 }, /Give from .* or last/],
    ['has both from and last', { from: 1000, last: 'PT1H' }, /not both/],
    ['has both to and last', { to: 1000, last: 'PT1H' }, /not both/],
    ['is a month long, which is not a length', { last: 'P1M' }, /"P1M" must be weeks, days/],
    ['is negative', { last: '-PT1H' }, /must be weeks, days/],
  ])('one that %s is refused', (_fact, range, message) => {
    expect(() => resolve(range)).toThrow(message);
  });
});
