import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createExpiries } from './expiries.js';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const YEAR_MS = 365 * 86_400_000;

test('it ends within a second after its time, once', () => {
  const end = vi.fn();
  createExpiries(Date.now)(2_500, end);
  vi.advanceTimersByTime(2_400);
  expect(end).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_100);
  vi.advanceTimersByTime(10_000);
  expect(end).toHaveBeenCalledOnce();
});

test('times that are further away than a timer can wait do not end at once', () => {
  const end = vi.fn();
  createExpiries(Date.now)(YEAR_MS, end);
  vi.advanceTimersByTime(5_000);
  expect(end).not.toHaveBeenCalled();
  vi.setSystemTime(YEAR_MS);
  vi.advanceTimersByTime(1_000);
  expect(end).toHaveBeenCalledOnce();
});

test('when the clock is set ahead by 3 h, what has passed by then ends', () => {
  const [soon, later] = [vi.fn(), vi.fn()];
  const whenExpired = createExpiries(Date.now);
  whenExpired(3_600_000, soon);
  whenExpired(4 * 3_600_000, later);
  vi.setSystemTime(3 * 3_600_000);
  vi.advanceTimersByTime(1_000);
  expect([soon.mock.calls.length, later.mock.calls.length]).toEqual([1, 0]);
});

test('who does not wait any more is not called, and nobody waiting costs no timer', () => {
  const end = vi.fn();
  const stop = createExpiries(Date.now)(1_000, end);
  stop();
  stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(5_000);
  expect(end).not.toHaveBeenCalled();
});
