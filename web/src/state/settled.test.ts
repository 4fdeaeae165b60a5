import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPace } from './pace.js';
import { settled } from './settled.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('runs once, when nothing has changed for a while', () => {
  const run = vi.fn();
  const change = settled(run, { afterMs: 300, pace: createPace({ burst: 8, everyMs: 2_500 }) });
  for (let key = 0; key < 10; key += 1) {
    change.changed();
    vi.advanceTimersByTime(100);
  }
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(200);
  expect(run).toHaveBeenCalledTimes(1);
});

test('never runs after it was cancelled', () => {
  const run = vi.fn();
  const change = settled(run, { afterMs: 300, pace: createPace({ burst: 8, everyMs: 2_500 }) });
  change.changed();
  change.cancel();
  vi.advanceTimersByTime(10_000);
  expect(run).not.toHaveBeenCalled();
});

test('all that share a pace together do no more than it allows, and the last change is not lost', () => {
  const pace = createPace({ burst: 3, everyMs: 1_000 });
  const [one, two] = [vi.fn(), vi.fn()];
  const changes = [settled(one, { afterMs: 100, pace }), settled(two, { afterMs: 100, pace })];
  for (let pan = 0; pan < 20; pan += 1) {
    for (const change of changes) change.changed();
    vi.advanceTimersByTime(200);
  }
  const ran = () => one.mock.calls.length + two.mock.calls.length;
  expect(ran()).toBeGreaterThanOrEqual(5);
  expect(ran()).toBeLessThanOrEqual(7);
  const before = [one.mock.calls.length, two.mock.calls.length];
  for (const change of changes) change.changed();
  vi.advanceTimersByTime(5_000);
  expect([one.mock.calls.length, two.mock.calls.length]).toEqual(before.map((calls) => calls + 1));
});
