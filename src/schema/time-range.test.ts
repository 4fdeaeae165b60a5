import { describe, expect, test } from 'vitest';
import { resolveTimeRange } from './time-range.js';

const NOW_MS = Date.UTC(2026, 10, 21, 20);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
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

  test('one of 31 days is read, wherever it is', () => {
    expect(resolve({ last: 'P31D' }).fromMs).toBe(NOW_MS - 31 * DAY_MS);
    expect(resolve({ from: NOW_MS - 31 * DAY_MS }).fromMs).toBe(NOW_MS - 31 * DAY_MS);
    expect(resolve({ from: 0, to: 31 * DAY_MS })).toEqual({ fromMs: 0, toMs: 31 * DAY_MS });
  });

  test.each<[string, Parameters<typeof resolveTimeRange>[0], number]>([
    ['last', { last: 'P5W' }, 35],
    ['an end', { from: 0, to: 365 * DAY_MS }, 365],
    ['no end', { from: NOW_MS - 32 * DAY_MS }, 32],
  ])(
    'G6: one of more than 31 days, with %s, is refused, and the message says what to do',
    (_how, range, days) => {
      expect(() => resolve(range)).toThrow(
        expect.objectContaining({
          code: 'RANGE_TOO_LARGE',
          message: expect.stringMatching(
            new RegExp(`is ${days} days long, and at most 31 .* ask for a part of it with from and to`),
          ) as string,
        }),
      );
    },
  );

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
