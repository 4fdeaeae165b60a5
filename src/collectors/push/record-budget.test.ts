import { expect, test } from 'vitest';
import { createRecordBudget } from './record-budget.js';

function aBudget(recordsPerSecond = 100) {
  let nowMs = 1_000_000;
  const budget = createRecordBudget({ recordsPerSecond, monotonic: () => nowMs });
  return { budget, pass: (ms: number) => (nowMs += ms) };
}

test('I10: a sender may push what ten seconds allow at once, and has to wait when it pushed more', () => {
  const { budget, pass } = aBudget();
  for (let batch = 0; batch < 10; batch++) {
    expect(budget.waitMs('edge-01')).toBe(0);
    budget.spend('edge-01', 100);
  }
  budget.spend('edge-01', 50);
  expect(budget.waitMs('edge-01')).toBe(500);
  pass(499);
  expect(budget.waitMs('edge-01')).toBe(1);
  pass(1);
  expect(budget.waitMs('edge-01')).toBe(0);
});

test('I10: over a long time a sender gets the average, whatever the size of its batches', () => {
  for (const size of [1, 70, 5_000]) {
    const { budget, pass } = aBudget();
    let taken = 0;
    for (let ms = 0; ms < 600_000; ms += 10) {
      if (budget.waitMs('edge-01') === 0) {
        budget.spend('edge-01', size);
        taken += size;
      }
      pass(10);
    }
    expect(taken).toBeGreaterThanOrEqual(60_000);
    // What it had saved, and what it still owes.
    expect(taken).toBeLessThanOrEqual(60_000 + 1_000 + size);
  }
});

test('I10: one sender costs another nothing', () => {
  const { budget } = aBudget();
  budget.spend('edge-01', 5_000);
  expect([budget.waitMs('edge-01') > 0, budget.waitMs('edge-02')]).toEqual([true, 0]);
});

test('I10: nothing is saved up for longer than ten seconds', () => {
  const { budget, pass } = aBudget();
  budget.spend('edge-01', 1);
  pass(3_600_000);
  budget.spend('edge-01', 1_001);
  expect(budget.waitMs('edge-01')).toBe(10);
});

test('without a limit nobody waits', () => {
  const { budget } = aBudget(0);
  budget.spend('edge-01', 1_000_000);
  expect(budget.waitMs('edge-01')).toBe(0);
});
