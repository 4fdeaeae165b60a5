import { expect, test } from 'vitest';
import { aSignal, aTrackReport, NOON_MS } from '../../test/support/observations.js';
import { createDedupe } from './dedupe.js';

test('what a kit serves again is no news, however its clock is corrected meanwhile', () => {
  const dedupe = createDedupe();
  const report = aTrackReport({ kitTimeS: 1_000.5 });
  expect(dedupe.isNew(report)).toBe(true);
  expect(dedupe.isNew({ ...report, observedAtMs: NOON_MS + 5_000, receivedAtMs: NOON_MS + 9_000 })).toBe(
    false,
  );
  expect(dedupe.isNew({ ...report, kitTimeS: 1_002.5 })).toBe(true);
});

test('kits, kinds of report and ids do not stand in for each other', () => {
  const dedupe = createDedupe();
  expect(dedupe.isNew(aTrackReport())).toBe(true);
  expect(dedupe.isNew(aTrackReport({ kitId: 'kit-2' }))).toBe(true);
  expect(dedupe.isNew(aTrackReport({ droneId: 'drone-B' }))).toBe(true);
  expect(dedupe.isNew(aSignal({ signalUid: 'drone-A' }))).toBe(true);
});

test('a report without a time is news when it says something else', () => {
  const dedupe = createDedupe();
  const report = aTrackReport({ kitTimeS: null, timeSource: 'server' });
  expect(dedupe.isNew(report)).toBe(true);
  expect(dedupe.isNew({ ...report, observedAtMs: NOON_MS + 5_000, receivedAtMs: NOON_MS + 5_000 })).toBe(
    false,
  );
  expect(dedupe.isNew({ ...report, rssiDbm: -71 })).toBe(true);
});

test('what was stored before a restart is no news', () => {
  const dedupe = createDedupe();
  dedupe.warm([{ type: 'track', kitId: 'kit-1', id: 'drone-A', kitTimeS: 1_000.5 }]);
  expect(dedupe.isNew(aTrackReport({ kitTimeS: 1_000.5 }))).toBe(false);
  expect(dedupe.isNew(aTrackReport({ kitTimeS: 1_001.5 }))).toBe(true);
});

test('two records of one id in every answer are each new once', () => {
  const dedupe = createDedupe();
  const answer = [aTrackReport({ kitTimeS: 1_000.5 }), aTrackReport({ kitTimeS: 990.5 })];
  const news = Array.from({ length: 10 }, () => answer.filter((report) => dedupe.isNew(report)).length);
  expect(news).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
});

test('a record that never changes stays known beside one of the same id that does', () => {
  const dedupe = createDedupe();
  const frozen = aTrackReport({ kitTimeS: 990.5 });
  dedupe.isNew(frozen);
  for (let kitTimeS = 1_000; kitTimeS < 1_100; kitTimeS++) {
    expect(dedupe.isNew(aTrackReport({ kitTimeS }))).toBe(true);
    expect(dedupe.isNew(frozen)).toBe(false);
  }
});

test('a kit whose clock is put back loses nothing', () => {
  const dedupe = createDedupe();
  for (const kitTimeS of [5_000.1, 5_002.1, 1_000.2, 1_002.2, 1_004.2]) {
    expect(dedupe.isNew(aTrackReport({ kitTimeS }))).toBe(true);
  }
});

test('a kit that makes up times is remembered in part only', () => {
  const dedupe = createDedupe();
  for (let kitTimeS = 0; kitTimeS < 20; kitTimeS++) dedupe.isNew(aTrackReport({ kitTimeS }));
  expect(dedupe.isNew(aTrackReport({ kitTimeS: 19 }))).toBe(false);
  expect(dedupe.isNew(aTrackReport({ kitTimeS: 0 }))).toBe(true);
});
