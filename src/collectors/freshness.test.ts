import { expect, test } from 'vitest';
import { aTrackReport, NOON_MS } from '../../test/support/observations.js';
import { createFreshness } from './freshness.js';

test('a kit that never answered has nothing new or old', () => {
  expect(createFreshness().newestMs()).toBeNull();
});

test('a kit without anything to report is given the benefit of the doubt once', () => {
  const freshness = createFreshness();
  freshness.note([], NOON_MS);
  freshness.note([], NOON_MS + 60_000);
  expect(freshness.newestMs()).toBe(NOON_MS);
});

test('what is old at the first answer is old', () => {
  const freshness = createFreshness();
  freshness.note([aTrackReport({ observedAtMs: NOON_MS - 120_000 })], NOON_MS);
  expect(freshness.newestMs()).toBe(NOON_MS - 120_000);
});

test('what is served again is as old as it was', () => {
  const freshness = createFreshness();
  const report = aTrackReport({ observedAtMs: NOON_MS + 1_000 });
  freshness.note([report], NOON_MS + 1_000);
  freshness.note([{ ...report, receivedAtMs: NOON_MS + 99_000 }], NOON_MS + 99_000);
  expect(freshness.newestMs()).toBe(NOON_MS + 1_000);
});

test('a time that cannot be right is news only when it moves on', () => {
  const freshness = createFreshness();
  const at = (receivedAtMs: number, kitTimeS: number) =>
    freshness.note(
      [aTrackReport({ timeSource: 'server', observedAtMs: receivedAtMs, receivedAtMs, kitTimeS })],
      receivedAtMs,
    );
  at(NOON_MS, 17);
  at(NOON_MS + 60_000, 17);
  expect(freshness.newestMs()).toBe(NOON_MS);
  at(NOON_MS + 90_000, 18);
  expect(freshness.newestMs()).toBe(NOON_MS + 90_000);
});

test('a clock that is put back does not make old news fresh', () => {
  const freshness = createFreshness();
  const hourMs = 3_600_000;
  const report = aTrackReport({ observedAtMs: NOON_MS });
  freshness.note([report], NOON_MS);
  freshness.note([report], NOON_MS - hourMs);
  freshness.note([], NOON_MS - hourMs + 120_000);
  expect(freshness.newestMs()).toBe(NOON_MS - hourMs);
});
