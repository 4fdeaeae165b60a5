import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aTrack } from '../testing/a-track.js';
import { createLiveTrails } from './live-trails.js';
import { toTrailPoint } from './trail-point.js';

const T0 = Date.parse('2026-11-22T12:00:00.000Z');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function openTrails() {
  const ask = vi.fn((droneIds: readonly string[]) =>
    Promise.resolve(
      droneIds.map((droneId) => ({
        droneId,
        points: [toTrailPoint({ lat: 47.6, lon: 9.4, altitudeM: 50, timeMs: T0 - 5000 })],
      })),
    ),
  );
  const onHistory = vi.fn();
  return { ask, onHistory, trails: createLiveTrails({ ask, onHistory }) };
}

const tracks = new Map([['drone-1581F5', aTrack({ observedAt: new Date(T0).toISOString() })]]);

test('a trail is there soon after its track, without waiting for it to fly', async () => {
  const { onHistory, trails } = openTrails();
  trails.setShown(true);
  trails.observe(tracks);
  await vi.advanceTimersByTimeAsync(1000);
  expect(onHistory).toHaveBeenCalledTimes(1);
  expect(trails.shown[0]?.map(({ timeMs }) => timeMs)).toEqual([T0 - 5000, T0]);
});

test('who wants no trails is asked for none', async () => {
  const { ask, trails } = openTrails();
  trails.observe(tracks);
  await vi.advanceTimersByTimeAsync(5000);
  expect(ask).not.toHaveBeenCalled();
  expect(trails.shown).toEqual([]);
});

test('switched off, they are gone at once, and are all there when they are switched on again', async () => {
  const { ask, trails } = openTrails();
  trails.setShown(true);
  trails.observe(tracks);
  await vi.advanceTimersByTimeAsync(1000);
  trails.setShown(false);
  expect(trails.shown).toEqual([]);
  trails.setShown(true);
  expect(trails.shown[0]).toHaveLength(2);
  trails.observe(tracks);
  await vi.advanceTimersByTimeAsync(5000);
  expect(ask).toHaveBeenCalledTimes(1);
});

test('once stopped, it asks nothing any more', async () => {
  const { ask, trails } = openTrails();
  trails.setShown(true);
  trails.observe(tracks);
  trails.stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(ask).not.toHaveBeenCalled();
});
