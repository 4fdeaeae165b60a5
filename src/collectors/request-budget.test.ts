import { expect, test } from 'vitest';
import { budgetProblem } from '../domain/request-budget.js';
import { createFixedBeats } from './poll-beats.js';
import { createPollSchedule } from './poll-schedule.js';
import { createRequestBudget, type RequestBudget } from './request-budget.js';

/** Requests that are answered at once. */
function ask(budget: RequestBudget, count: number): number {
  const waitMs = budget.take(count);
  for (let request = 0; waitMs === 0 && request < count; request++) budget.ended();
  return waitMs;
}

test('100 requests a minute are let through, the next waits until the first is a minute old', () => {
  let nowMs = 1_000;
  const budget = createRequestBudget(() => nowMs);
  expect(ask(budget, 1)).toBe(0);
  nowMs = 11_000;
  for (let request = 2; request <= 100; request++) expect(ask(budget, 1)).toBe(0);
  expect(ask(budget, 1)).toBe(50_000);
  nowMs = 61_000;
  expect(ask(budget, 1)).toBe(0);
  expect(ask(budget, 1)).toBe(10_000);
});

test('rounding never makes a wait of nothing', () => {
  for (let endedAtMs = 0.1; endedAtMs < 20; endedAtMs += 0.1) {
    let nowMs = endedAtMs;
    const budget = createRequestBudget(() => nowMs);
    ask(budget, 100);
    nowMs += budget.take(1);
    expect(ask(budget, 100)).toBe(0);
    expect(budget.take(1)).toBeGreaterThan(0);
  }
});

test('several requests are taken together or not at all', () => {
  let nowMs = 0;
  const budget = createRequestBudget(() => nowMs);
  ask(budget, 98);
  expect(ask(budget, 3)).toBe(60_000);
  nowMs = 100;
  expect(ask(budget, 2)).toBe(0);
});

test('a budget is idle when nothing was asked for a minute', () => {
  let nowMs = 0;
  const budget = createRequestBudget(() => nowMs);
  expect(budget.idle()).toBe(true);
  ask(budget, 1);
  expect(budget.idle()).toBe(false);
  nowMs = 60_000;
  expect(budget.idle()).toBe(true);
});

test('a request counts from when it was set aside until a minute after it ended', () => {
  let nowMs = 0;
  const budget = createRequestBudget(() => nowMs);
  expect(budget.take(100)).toBe(0);
  nowMs = 70_000;
  expect(budget.take(1)).toBe(60_000);
  for (let request = 0; request < 100; request++) budget.ended();
  nowMs = 129_999;
  expect(budget.take(1)).toBe(1);
  nowMs = 130_000;
  expect(budget.take(1)).toBe(0);
});

test('what was set aside and not sent can be used by others', () => {
  const budget = createRequestBudget(() => 0);
  budget.take(100);
  budget.giveBack(3);
  expect(budget.take(3)).toBe(0);
  expect(budget.idle()).toBe(false);
  budget.giveBack(100);
  expect(budget.idle()).toBe(true);
});

test('the pace leaves 8 requests of a minute to what cannot be planned', () => {
  const budget = createRequestBudget(() => 0);
  expect(budget.paceMs()).toBeCloseTo(60_000 / 92, 6);
});

test('the pace spreads what is left until more comes', () => {
  let nowMs = 0;
  const budget = createRequestBudget(() => nowMs);
  ask(budget, 62);
  nowMs = 20_000;
  // 30 are left; the 31st has to wait for 40 s.
  expect(budget.paceMs()).toBeCloseTo(40_000 / 31, 6);
  ask(budget, 30);
  expect(budget.paceMs()).toBe(40_000);
  // Those that were meant for what cannot be planned are used up as well.
  ask(budget, 8);
  expect(budget.paceMs()).toBe(40_000);
  nowMs = 80_000;
  expect(budget.paceMs()).toBeCloseTo(60_000 / 92, 6);
});

/** Polls for two hours with requests that take up to 45 ms. Returns what became of the beats, and what the kit saw. */
function twoHours(pollIntervalMs: number, statusPollIntervalMs: number) {
  const endMs = 7_200_000;
  let nowMs = 0;
  let seed = 1;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const budget = createRequestBudget(() => nowMs);
  const beats = createFixedBeats({ pollIntervalMs, statusPollIntervalMs });
  const schedule = createPollSchedule('kit-1', () => beats.beats(nowMs), { nowMs, atOnce: true });
  const arrivals: number[] = [];
  let [dataPolls, statusPolls, longestWaitMs] = [0, 0, 0];
  while (nowMs < endMs) {
    const request = schedule.due(nowMs);
    const cost = (request.drones ? 2 : 0) + (request.status ? 1 : 0);
    for (let waitMs = budget.take(cost); waitMs > 0; waitMs = budget.take(cost)) {
      longestWaitMs = Math.max(longestWaitMs, waitMs);
      nowMs += waitMs;
    }
    for (let one = 0; one < cost; one++) {
      arrivals.push(nowMs + 20 * random());
      nowMs += 25 + 20 * random();
      budget.ended();
    }
    if (request.drones) dataPolls += 1;
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
  'polling every %i ms with status every %i ms is accepted, loses hardly a beat and suits the kit',
  (poll, status) => {
    expect(budgetProblem(poll, status)).toBeNull();
    const { dataPolls, statusPolls, longestWaitMs, mostInAMinute } = twoHours(poll, status);
    expect(dataPolls.given).toBeGreaterThanOrEqual(Math.floor(0.999 * dataPolls.wanted));
    expect(statusPolls.given).toBeGreaterThanOrEqual(Math.floor(0.999 * statusPolls.wanted));
    expect(longestWaitMs).toBeLessThan(2_000);
    expect(mostInAMinute).toBeLessThanOrEqual(100);
  },
);
