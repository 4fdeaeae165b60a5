import { expect, test } from 'vitest';
import { distanceM } from '../geo.js';
import { fromMercator } from '../mercator.js';
import { aTrack } from '../testing/a-track.js';
import { moveOn, positionAt, speedAt, type Motion } from './motion.js';

const T0 = Date.parse('2026-11-22T12:00:00.000Z');
const smooth = { isSmooth: true };
const start = { lat: 47.65, lon: 9.48 };

const flying = (changes = {}) =>
  aTrack({ ...start, speedMps: 10, courseDeg: 90, observedAt: new Date(T0).toISOString(), ...changes });

const motionOf = (track = flying(), before: Motion | null = null, nowMs = T0): Motion => {
  const motion = moveOn(before, track, nowMs, smooth);
  if (motion === null) throw new Error('The track has no position.');
  return motion;
};

const travelledM = (motion: Motion, nowMs: number) =>
  distanceM(start, fromMercator(positionAt(motion, nowMs)));

test('a track without a position has no motion', () => {
  expect(moveOn(null, flying({ lat: null, lon: null }), T0, smooth)).toBeNull();
});

test('at 10 m/s it is 20 m on after 2 s, to the east', () => {
  const motion = motionOf();
  const place = fromMercator(positionAt(motion, T0 + 2000));
  expect(travelledM(motion, T0 + 2000)).toBeCloseTo(20, 0);
  expect(place.lon).toBeGreaterThan(start.lon);
  expect(place.lat).toBeCloseTo(start.lat, 9);
});

test('a drone is carried on for 8 s and then waits for its next report', () => {
  const motion = motionOf();
  expect(travelledM(motion, T0 + 60_000)).toBeCloseTo(80, 0);
  expect(speedAt(motion, T0 + 4000)).toBeGreaterThan(0);
  expect(speedAt(motion, T0 + 60_000)).toBe(0);
});

test('what is stale is where it was last reported', () => {
  expect(travelledM(motionOf(flying({ stale: true })), T0 + 5000)).toBeCloseTo(0, 6);
});

test('what has no course stays where it is', () => {
  expect(travelledM(motionOf(flying({ courseDeg: null })), T0 + 5000)).toBeCloseTo(0, 6);
});

test('a report from the future is not carried back', () => {
  expect(travelledM(motionOf(), T0 - 3000)).toBeCloseTo(0, 6);
});

test('a new report does not make it jump, and is reached within a second', () => {
  const nowMs = T0 + 2000;
  const before = motionOf();
  const report = flying({ lat: 47.6502, observedAt: new Date(nowMs).toISOString() });
  const after = motionOf(report, before, nowMs);
  expect(positionAt(after, nowMs).x).toBeCloseTo(positionAt(before, nowMs).x, 12);
  expect(positionAt(after, nowMs).y).toBeCloseTo(positionAt(before, nowMs).y, 12);
  const later = fromMercator(positionAt(after, nowMs + 1000));
  expect(later.lat).toBeCloseTo(47.6502, 9);
});

test('a report from elsewhere is a jump', () => {
  const far = motionOf(flying({ lat: 48 }), motionOf(), T0);
  expect(fromMercator(positionAt(far, T0)).lat).toBeCloseTo(48, 9);
});

test('who wants less motion sees reports and nothing between', () => {
  const before = motionOf();
  const still = moveOn(before, flying({ lat: 47.6501 }), T0 + 1000, { isSmooth: false });
  expect(still).not.toBeNull();
  if (still !== null) {
    expect(fromMercator(positionAt(still, T0 + 1000)).lat).toBeCloseTo(47.6501, 9);
    expect(speedAt(still, T0 + 1000)).toBe(0);
  }
});

test('gliding over the antimeridian is the short way', () => {
  const east = motionOf(flying({ lat: 0, lon: 179.9999, speedMps: 0 }));
  const west = motionOf(flying({ lat: 0, lon: -179.9999, speedMps: 0 }), east, T0);
  expect(Math.abs(west.offset.x)).toBeLessThan(0.001);
});
