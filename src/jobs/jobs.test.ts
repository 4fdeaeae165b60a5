import { afterEach, beforeEach, expect, type Mock, test, vi } from 'vitest';
import { captureLogs } from '../../test/support/logs.js';
import { createJobs, type Jobs } from './jobs.js';

const HOUR_MS = 3_600_000;

const aFleet = () => ({ sweepStale: vi.fn<() => void>(), logHealth: vi.fn<() => void>() });

let fleet: ReturnType<typeof aFleet>;
let forgetPushes: Mock<() => Promise<number>>;
let jobs: Jobs;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 21, 20, 0, 30) });
  fleet = aFleet();
  forgetPushes = vi.fn(() => Promise.resolve(0));
  jobs = createJobs({ fleet, forgetPushes, logger: captureLogs().logger });
});
afterEach(async () => {
  await jobs.stop();
  vi.useRealTimers();
});

/** Sets the clock, as NTP or an operator does: timers that are running do not notice. */
function stepClock(byMs: number) {
  vi.setSystemTime(Date.now() + byMs);
}
function runsSoFar() {
  const runs = { sweeps: fleet.sweepStale.mock.calls.length, healthLogs: fleet.logHealth.mock.calls.length };
  fleet.sweepStale.mockClear();
  fleet.logHealth.mockClear();
  return runs;
}

test('kits are looked after every second, and logged every minute', async () => {
  jobs.start();
  await vi.advanceTimersByTimeAsync(90_500);
  expect(runsSoFar()).toEqual({ sweeps: 90, healthLogs: 2 });
  await jobs.stop();
  await jobs.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(runsSoFar()).toEqual({ sweeps: 0, healthLogs: 0 });
});

test.each([
  ['8 hours', 8 * HOUR_MS],
  ['a year', 365 * 24 * HOUR_MS],
])('%s that the clock skips count as one run, and the beat goes on', async (_howLong, stepMs) => {
  jobs.start();
  await vi.advanceTimersByTimeAsync(5_000);
  runsSoFar();
  stepClock(stepMs);
  await vi.advanceTimersByTimeAsync(250);
  expect(runsSoFar()).toEqual({ sweeps: 1, healthLogs: 1 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(runsSoFar()).toEqual({ sweeps: 60, healthLogs: 1 });
});

test('old pushes are forgotten every hour', async () => {
  jobs.start();
  await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
  expect(forgetPushes).toHaveBeenCalledTimes(2);
});

test.each([
  ['an hour', HOUR_MS],
  ['a year', 365 * 24 * HOUR_MS],
])('a clock that is put back by %s delays nothing', async (_howLong, stepMs) => {
  jobs.start();
  await vi.advanceTimersByTimeAsync(5_000);
  runsSoFar();
  stepClock(-stepMs);
  await vi.advanceTimersByTimeAsync(60_000);
  const { sweeps, healthLogs } = runsSoFar();
  expect(sweeps).toBeGreaterThanOrEqual(59);
  expect(healthLogs).toBe(1);
});

test('a job that fails is logged and runs again', async () => {
  const logs = captureLogs();
  const sweepStale = vi.fn(() => {
    throw new Error('defect');
  });
  jobs = createJobs({ fleet: { sweepStale, logHealth: vi.fn() }, forgetPushes, logger: logs.logger });
  jobs.start();
  await vi.advanceTimersByTimeAsync(3_500);
  await jobs.stop();
  expect(sweepStale).toHaveBeenCalledTimes(3);
  expect(logs.count('job failed')).toBe(3);
});
