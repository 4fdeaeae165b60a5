import { expect, test } from 'vitest';
import { budgetProblem } from './request-budget.js';

test.each([
  [5_000, 30_000],
  [1_500, 30_000],
  [1_250, 30_000],
])('a kit can bear a poll every %i ms with status every %i ms', (pollMs, statusMs) => {
  expect(budgetProblem(pollMs, statusMs)).toBeNull();
});

test.each([
  [1_000, 30_000, '2 × 60/1 + 60/30 = 122.0 requests a minute'],
  [1_230, 30_000, '2 × 60/1.23 + 60/30 = 99.6 requests a minute'],
])('a poll every %i ms with status every %i ms is refused with the arithmetic', (pollMs, statusMs, text) => {
  expect(budgetProblem(pollMs, statusMs)).toContain(text);
});
