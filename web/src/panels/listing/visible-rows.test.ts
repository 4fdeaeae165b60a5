import { expect, test } from 'vitest';
import { scrollTopFor, visibleRows } from './visible-rows.js';

test('of ten thousand rows only those in sight are drawn, and a few around them', () => {
  expect(visibleRows(40_000, 400, 40, 10_000)).toEqual({ first: 992, end: 1018 });
});

test('a short list is drawn whole', () => {
  expect(visibleRows(0, 400, 40, 3)).toEqual({ first: 0, end: 3 });
});

test('a list that became shorter while it was scrolled shows its end', () => {
  expect(visibleRows(40_000, 400, 40, 20)).toEqual({ first: 2, end: 20 });
});

test('a row in sight needs no scrolling, others as little as possible', () => {
  expect(scrollTopFor(5, 100, 400, 40)).toBeNull();
  expect(scrollTopFor(1, 100, 400, 40)).toBe(40);
  expect(scrollTopFor(20, 100, 400, 40)).toBe(440);
});
