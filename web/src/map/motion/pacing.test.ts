import { expect, test } from 'vitest';
import { costAfter, nextLookMs, restMs } from './pacing.js';

test('when nothing moves, ages are counted once a second', () => {
  expect(nextLookMs({ fastestPxPerS: 0, isAgeing: true })).toBe(1000);
});

test('when there is nothing to grow old either, nothing is drawn', () => {
  expect(nextLookMs({ fastestPxPerS: 0, isAgeing: false })).toBeNull();
});

test('things are drawn when they have moved by half a pixel', () => {
  expect(nextLookMs({ fastestPxPerS: 2, isAgeing: true })).toBe(250);
  expect(nextLookMs({ fastestPxPerS: 400, isAgeing: true })).toBe(1.25);
  expect(nextLookMs({ fastestPxPerS: 0.01, isAgeing: true })).toBe(1000);
});

test('a slow machine draws less often, and has time for other things', () => {
  expect(restMs(2, 0.4)).toBeCloseTo(3);
  expect(restMs(40, 0.4)).toBeCloseTo(60);
  expect(restMs(40, 0.1)).toBeCloseTo(360);
});

test('however slow the machine, it draws', () => {
  expect(restMs(5000, 0.4)).toBe(1000);
});

test('one dear drawing is believed at once, a cheap one little by little', () => {
  expect(costAfter(2, 40)).toBe(40);
  expect(costAfter(40, 0)).toBe(32);
});
