import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createOutages } from './outages.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function recordedOutages(recover: () => Promise<void> = () => Promise.resolve()) {
  const said: string[] = [];
  const outages = createOutages({
    kit: { fail: () => Promise.resolve(), recover },
    everyMs: 1000,
    lastingMs: 100,
    modes: ['refuse', 'hang'],
    onChange: (failing) => said.push(failing ?? 'back'),
    onError: (error) => said.push(String(error)),
  });
  return { said, outages };
}

test('a kit fails and comes back, each time in the next way', async () => {
  const { said, outages } = recordedOutages();
  outages.start();
  await vi.advanceTimersByTimeAsync(999);
  expect(said).toEqual([]);
  await vi.advanceTimersByTimeAsync(2201);
  expect(said).toEqual(['refuse', 'back', 'hang', 'back', 'refuse']);
});

test('nothing happens after it was stopped', async () => {
  const { said, outages } = recordedOutages();
  outages.start();
  await vi.advanceTimersByTimeAsync(1000);
  outages.stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(said).toEqual(['refuse']);
});

test('a kit that cannot come back is said, and left alone', async () => {
  const { said, outages } = recordedOutages(() => Promise.reject(new Error('port taken')));
  outages.start();
  await vi.advanceTimersByTimeAsync(5000);
  expect(said).toEqual(['refuse', 'Error: port taken']);
});
