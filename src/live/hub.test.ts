import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aTrackReport, NOON_MS } from '../../test/support/observations.js';
import { createHub, type Hub } from './hub.js';

function aHub(now: () => number = Date.now): Hub {
  return createHub({ trackTimeoutMs: 60_000, epoch: 'abc123', now, monotonicNow: Date.now });
}

beforeEach(() => void vi.useFakeTimers({ now: NOON_MS }));
afterEach(() => void vi.useRealTimers());

test('what only a removed kit heard is gone at once', () => {
  const hub = aHub();
  hub.accept([aTrackReport({ droneId: 'shared' }), aTrackReport({ droneId: 'alone' })]);
  hub.accept([aTrackReport({ droneId: 'shared', kitId: 'kit-2', observedAtMs: NOON_MS + 500 })]);
  hub.kitRemoved('kit-1');
  expect(
    hub.tracks().map(({ droneId, sightings }) => [droneId, sightings.map(({ kitId }) => kitId)]),
  ).toEqual([['shared', ['kit-2']]]);
});

test('an old report of a dead receiver is not in the air', () => {
  const hub = aHub();
  hub.accept([aTrackReport({ observedAtMs: NOON_MS - 3_600_000 })]);
  expect(hub.tracks()).toEqual([]);
});

test('after the clock was set back, tracks go on', async () => {
  let setBackMs = 0;
  const hub = aHub(() => Date.now() - setBackMs);
  hub.start();
  hub.accept([aTrackReport({ lat: 46.1 })]);
  setBackMs = 3_600_000;
  await vi.advanceTimersByTimeAsync(2000);
  hub.accept([aTrackReport({ lat: 46.2, observedAtMs: Date.now() - setBackMs })]);
  expect(hub.tracks()).toMatchObject([{ lat: 46.2 }]);
  hub.stop();
});

test('a stopped hub tells nobody anything, and one that is started again goes on', async () => {
  const hub = aHub();
  hub.start();
  const types: string[] = [];
  const reading = hub.readTracks({}, { isReady: () => true, deliver: ({ type }) => void types.push(type) });
  await vi.advanceTimersByTimeAsync(1000);
  hub.stop();
  hub.accept([aTrackReport({ observedAtMs: Date.now() })]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect([types, vi.getTimerCount()]).toEqual([['TrackSnapshot'], 0]);
  hub.start();
  await vi.advanceTimersByTimeAsync(1000);
  expect(types).toEqual(['TrackSnapshot', 'TrackBatch']);
  reading.end();
  hub.stop();
});
