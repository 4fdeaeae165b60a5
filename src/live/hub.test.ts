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

test('K10: a kit that makes up ids pushes only its own aircraft out of the picture', () => {
  const hub = createHub({
    trackTimeoutMs: 60_000,
    maxTracks: 10,
    epoch: 'abc123',
    now: Date.now,
    monotonicNow: Date.now,
  });
  const heard = (kitId: string, ids: readonly string[]) =>
    hub.accept(ids.map((droneId) => aTrackReport({ kitId, droneId })));
  heard('kit-1', ['a', 'b', 'c']);
  heard(
    'kit-2',
    Array.from({ length: 100 }, (_, index) => `made-up-${index}`),
  );
  const ids = () => hub.tracks().map(({ droneId }) => droneId);
  expect(ids().sort()).toEqual(['a', 'b', 'c', ...[95, 96, 97, 98, 99].map((id) => `made-up-${id}`)]);
  // Those that left count no more: there is room for as many again.
  hub.kitRemoved('kit-2');
  heard('kit-2', ['d', 'e', 'f', 'g', 'h']);
  expect(ids().sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  // More than the sky holds in all: the one that has not changed for longest leaves.
  heard('kit-3', ['i', 'j', 'k']);
  expect(ids()).toHaveLength(10);
  expect(ids()).not.toContain('a');
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
