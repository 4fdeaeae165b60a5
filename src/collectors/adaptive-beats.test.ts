import { expect, test } from 'vitest';
import { aSignal, aTrackReport, NOON_MS } from '../../test/support/observations.js';
import { createAdaptiveBeats } from './adaptive-beats.js';

const intervals = {
  fastIntervalMs: 1_000,
  pollIntervalMs: 5_000,
  idleIntervalMs: 10_000,
  statusPollIntervalMs: 30_000,
};
const FAST = { dronesMs: 1_000, signalsMs: 5_000, statusMs: 30_000 };
const MIDDLE = { dronesMs: 5_000, signalsMs: 5_000, statusMs: 30_000 };
const IDLE = { dronesMs: 10_000, signalsMs: 10_000, statusMs: 30_000 };
const anAircraft = (observedAtMs: number) =>
  aTrackReport({ kind: 'AIRCRAFT', droneId: 'adsb-a00000', observedAtMs });

const someBeats = (paceMs = 0) => createAdaptiveBeats({ intervals, paceMs: () => paceMs });

test('an empty sky is read on the idle beat, signals with it', () => {
  const beats = someBeats();
  expect(beats.beats(NOON_MS)).toEqual(IDLE);
  beats.note([], NOON_MS);
  expect(beats.beats(NOON_MS)).toEqual(IDLE);
});

test.each([
  ['a drone', aTrackReport()],
  ['a signal', aSignal()],
])('%s makes the beat fast at once', (_what, report) => {
  const beats = someBeats();
  beats.note([report], NOON_MS + 500);
  expect(beats.beats(NOON_MS + 500)).toEqual(FAST);
});

test('aircraft alone are read on the beat between', () => {
  const beats = someBeats();
  beats.note([anAircraft(NOON_MS)], NOON_MS);
  expect(beats.beats(NOON_MS)).toEqual(MIDDLE);
  beats.note([anAircraft(NOON_MS), aTrackReport()], NOON_MS);
  expect(beats.beats(NOON_MS)).toEqual(FAST);
});

test('with nothing new the beat is fast for half a minute, and then slows down by and by', () => {
  const beats = someBeats();
  beats.note([aTrackReport()], NOON_MS);
  const dronesMs = (agoS: number) => beats.beats(NOON_MS + agoS * 1000).dronesMs;
  expect([0, 30, 45, 60, 120, 300, 3_600].map(dronesMs)).toEqual([
    1_000, 1_000, 1_500, 2_000, 4_000, 10_000, 10_000,
  ]);
});

test('when the last drone is gone and aircraft are not, it slows down to their beat', () => {
  const beats = someBeats();
  beats.note([aTrackReport()], NOON_MS);
  const laterMs = NOON_MS + 600_000;
  beats.note([anAircraft(laterMs)], laterMs);
  expect(beats.beats(laterMs)).toEqual(MIDDLE);
});

test('a drone that is served again counts by when it was heard', () => {
  const beats = someBeats();
  for (let agoS = 0; agoS <= 60; agoS += 1) beats.note([aTrackReport()], NOON_MS + agoS * 1000);
  expect(beats.beats(NOON_MS + 60_000).dronesMs).toBe(2_000);
});

test('times that cannot be right count when they move on', () => {
  const beats = someBeats();
  const served = (kitTimeS: number, receivedAtMs: number) =>
    aTrackReport({ timeSource: 'server', kitTimeS, observedAtMs: receivedAtMs, receivedAtMs });
  beats.note([served(5, NOON_MS)], NOON_MS);
  beats.note([served(5, NOON_MS + 60_000)], NOON_MS + 60_000);
  expect(beats.beats(NOON_MS + 60_000).dronesMs).toBe(2_000);
  beats.note([served(6, NOON_MS + 61_000)], NOON_MS + 61_000);
  expect(beats.beats(NOON_MS + 61_000).dronesMs).toBe(1_000);
});

test('a report from the future does not keep the beat fast until then', () => {
  const beats = someBeats();
  beats.note([aTrackReport({ observedAtMs: NOON_MS + 3_600_000 })], NOON_MS);
  expect(beats.beats(NOON_MS + 60_000).dronesMs).toBe(2_000);
});

test('a kit that cannot bear the beats gets all of them stretched to what it can', () => {
  const beats = someBeats(1_600);
  beats.note([aTrackReport()], NOON_MS);
  const { dronesMs, signalsMs, statusMs } = beats.beats(NOON_MS);
  expect(1 / dronesMs + 1 / signalsMs + 1 / statusMs).toBeCloseTo(1 / 1_600, 10);
  expect([signalsMs / dronesMs, statusMs / dronesMs].map(Math.round)).toEqual([5, 30]);
});

test('a kit that can bear more gets no more', () => {
  const beats = someBeats(652);
  beats.note([aTrackReport()], NOON_MS);
  expect(beats.beats(NOON_MS)).toEqual(FAST);
});
