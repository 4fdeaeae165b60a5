import { expect, test } from 'vitest';
import { createRequestBudget } from './request-budget.js';

test('95 requests a minute are let through, the next waits until the first is a minute old', () => {
  let nowMs = 1_000;
  const budget = createRequestBudget(() => nowMs);
  expect(budget.take(1)).toBe(0);
  nowMs = 11_000;
  for (let request = 2; request <= 95; request++) expect(budget.take(1)).toBe(0);
  expect(budget.take(1)).toBe(50_000);
  nowMs = 61_000;
  expect(budget.take(1)).toBe(0);
  expect(budget.take(1)).toBe(10_000);
});

test('several requests are taken together or not at all', () => {
  let nowMs = 0;
  const budget = createRequestBudget(() => nowMs);
  budget.take(93);
  expect(budget.take(3)).toBe(60_000);
  nowMs = 100;
  expect(budget.take(2)).toBe(0);
});

test('a budget is idle when nothing was asked for a minute', () => {
  let nowMs = 0;
  const budget = createRequestBudget(() => nowMs);
  expect(budget.idle()).toBe(true);
  budget.take(1);
  expect(budget.idle()).toBe(false);
  nowMs = 60_000;
  expect(budget.idle()).toBe(true);
});
