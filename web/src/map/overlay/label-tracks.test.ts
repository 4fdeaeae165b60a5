import { expect, test } from 'vitest';
import { labelBudget } from './label-tracks.js';

test('a few tracks may all have their labels', () => {
  expect(labelBudget(3)).toBe(3);
  expect(labelBudget(200)).toBe(200);
});

test('the more there are, the fewer have one, but some always do', () => {
  const budgets = [200, 300, 1000, 10_000].map(labelBudget);
  expect(budgets).toEqual([...budgets].sort((a, b) => b - a));
  expect(labelBudget(100_000)).toBe(40);
});
