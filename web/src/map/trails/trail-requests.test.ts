import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTrailRequests, type TrailHistory } from './trail-requests.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ids = (count: number) => Array.from({ length: count }, (_, i) => `drone-${i}`);
const nothingKnown = (droneIds: readonly string[]): TrailHistory[] =>
  droneIds.map((droneId) => ({ droneId, points: [] }));

function recorder(ask: (droneIds: readonly string[]) => Promise<readonly TrailHistory[]>) {
  const asked: (readonly string[])[] = [];
  const received: TrailHistory[] = [];
  const requests = createTrailRequests({
    ask: (droneIds) => {
      asked.push(droneIds);
      return ask(droneIds);
    },
    onTrails: (trails) => received.push(...trails),
  });
  return { asked, received, requests };
}

test('many tracks are one request', async () => {
  const { asked, received, requests } = recorder((droneIds) => Promise.resolve(nothingKnown(droneIds)));
  requests.want(['drone-0']);
  requests.want(ids(3));
  await vi.advanceTimersByTimeAsync(200);
  expect(asked).toEqual([ids(3)]);
  expect(received).toHaveLength(3);
});

test('very many are several, one after the other', async () => {
  const { asked, requests } = recorder((droneIds) => Promise.resolve(nothingKnown(droneIds)));
  requests.want(ids(900));
  await vi.advanceTimersByTimeAsync(200);
  expect(asked.map(({ length }) => length)).toEqual([400, 400, 100]);
});

test('what the server does not know is not asked for again', async () => {
  const { asked, received, requests } = recorder(() => Promise.resolve([]));
  requests.want(ids(1));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(1);
  expect(received).toEqual([{ droneId: 'drone-0', points: [] }]);
});

test('after a refusal it waits', async () => {
  const { asked, requests } = recorder(() => Promise.reject(new Error('refused')));
  requests.want(ids(1));
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toHaveLength(2);
});

test('once stopped, it asks and tells nothing', async () => {
  const { asked, requests } = recorder((droneIds) => Promise.resolve(nothingKnown(droneIds)));
  requests.want(ids(1));
  requests.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
});
