import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { captureLogs } from '../../test/support/logs.js';
import { createJobs } from './jobs.js';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 21, 20, 0, 30) });
});
afterEach(() => {
  vi.useRealTimers();
});

test('kits are looked after every second, and logged every minute', async () => {
  const fleet = { sweepStale: vi.fn(), logHealth: vi.fn() };
  const jobs = createJobs({ fleet, logger: captureLogs().logger });
  jobs.start();
  await vi.advanceTimersByTimeAsync(90_500);
  await jobs.stop();
  await jobs.stop();
  expect(fleet.sweepStale.mock.calls.length).toBeGreaterThanOrEqual(89);
  expect(fleet.logHealth).toHaveBeenCalledTimes(2);
  const sweeps = fleet.sweepStale.mock.calls.length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(fleet.sweepStale).toHaveBeenCalledTimes(sweeps);
});

test('a job that fails is logged and runs again', async () => {
  const logs = captureLogs();
  const sweepStale = vi.fn(() => {
    throw new Error('defect');
  });
  const jobs = createJobs({ fleet: { sweepStale, logHealth: vi.fn() }, logger: logs.logger });
  jobs.start();
  await vi.advanceTimersByTimeAsync(3_500);
  await jobs.stop();
  expect(sweepStale.mock.calls.length).toBeGreaterThanOrEqual(2);
  expect(logs.count('job failed')).toBe(sweepStale.mock.calls.length);
});
