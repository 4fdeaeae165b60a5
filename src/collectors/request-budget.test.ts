import { expect, test } from 'vitest';
import { budgetProblem } from '../domain/request-budget.js';
import { createPollSchedule } from './poll-schedule.js';
import { createRequestBudget } from './request-budget.js';

test('100 requests a minute are let through, the next waits until the first is a minute old', () => {
  let nowMs = 1_000;
  const budget = createRequestBudget(() => nowMs);
  expect(budget.take(1)).toBe(0);
  nowMs = 11_000;
  for (let request = 2; request <= 100; request++) expect(budget.take(1)).toBe(0);
  expect(budget.take(1)).toBe(50_000);
  nowMs = 61_000;
  expect(budget.take(1)).toBe(0);
  expect(budget.take(1)).toBe(10_000);
});

test('several requests are taken together or not at all', () => {
  let nowMs = 0;
  const budget = createRequestBudget(() => nowMs);
  budget.take(98);
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

/** Polls for two hours with requests that take up to 45 ms. Returns what became of the beats, and what the kit saw. */
function twoHours(pollIntervalMs: number, statusPollIntervalMs: number) {
  const endMs = 7_200_000;
  let nowMs = 0;
  let seed = 1;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const budget = createRequestBudget(() => nowMs);
  const intervals = { pollIntervalMs, statusPollIntervalMs };
  const schedule = createPollSchedule('kit-1', intervals, { nowMs, atOnce: true });
  const arrivals: number[] = [];
  let [dataPolls, statusPolls, longestWaitMs] = [0, 0, 0];
  while (nowMs < endMs) {
    const request = schedule.due(nowMs);
    const cost = (request.data ? 2 : 0) + (request.status ? 1 : 0);
    const waitMs = budget.take(cost);
    longestWaitMs = Math.max(longestWaitMs, waitMs);
    nowMs += waitMs;
    if (waitMs > 0) budget.take(cost);
    for (let one = 0; one < cost; one++) {
      arrivals.push(nowMs + 20 * random());
      nowMs += 25 + 20 * random();
    }
    if (request.data) dataPolls += 1;
    if (request.status) statusPolls += 1;
    schedule.done(request, nowMs);
    nowMs = Math.max(nowMs, schedule.nextAtMs(random));
  }
  return {
    dataPolls: { given: dataPolls, wanted: endMs / pollIntervalMs },
    statusPolls: { given: statusPolls, wanted: endMs / statusPollIntervalMs },
    longestWaitMs,
    mostInAMinute: mostInAMinute(arrivals),
  };
}

/** As the kit counts. */
function mostInAMinute(arrivals: readonly number[]): number {
  const sorted = [...arrivals].sort((a, b) => a - b);
  let [most, first] = [0, 0];
  for (const [index, atMs] of sorted.entries()) {
    while ((sorted[first] ?? atMs) <= atMs - 60_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

test.each([
  [1_250, 30_000],
  [1_300, 11_000],
  [2_000, 1_600],
  [60_000, 640],
])(
  'polling every %i ms with status every %i ms is accepted, skips no beat and suits the kit',
  (poll, status) => {
    expect(budgetProblem(poll, status)).toBeNull();
    const { dataPolls, statusPolls, longestWaitMs, mostInAMinute } = twoHours(poll, status);
    expect(dataPolls.given).toBeGreaterThanOrEqual(Math.floor(dataPolls.wanted));
    expect(statusPolls.given).toBeGreaterThanOrEqual(Math.floor(statusPolls.wanted));
    expect(longestWaitMs).toBeLessThan(100);
    expect(mostInAMinute).toBeLessThanOrEqual(100);
  },
);
