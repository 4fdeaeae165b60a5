import { expect, test } from 'vitest';
import { aSignal, aTrackReport, NOON_MS } from '../../test/support/observations.js';
import type { TrackObservation } from '../domain/observation.js';
import { createEnrich } from './enrich.js';

/** Reports two seconds apart, each so many metres further east, and what became of their courses. */
function coursesOf(
  steps: readonly { readonly eastM: number; readonly courseDeg: number | null; readonly speedMps?: number }[],
) {
  const enrich = createEnrich();
  return steps.map(({ eastM, ...given }, index) => {
    const observedAtMs = NOON_MS + index * 2_000;
    const report = aTrackReport({ lat: 0.0001, lon: 10 + eastM / 111_195, observedAtMs, ...given });
    const { courseDeg } = enrich(report) as TrackObservation;
    return courseDeg === null ? null : Math.round(courseDeg);
  });
}

test('a missing course is computed from the way flown', () => {
  expect(
    coursesOf([
      { eastM: 0, courseDeg: null },
      { eastM: 20, courseDeg: null },
    ]),
  ).toEqual([null, 90]);
});

test('a course that stays the same to the last bit while the drone flies elsewhere is replaced', () => {
  const frozen = { courseDeg: 103.01956290661212 + 20 };
  expect(
    coursesOf([
      { eastM: 0, ...frozen },
      { eastM: 20, ...frozen },
      { eastM: 40, ...frozen },
    ]),
  ).toEqual([123, 90, 90]);
});

test('a course that stays the same on a straight flight is believed', () => {
  expect(
    coursesOf([
      { eastM: 0, courseDeg: 95 },
      { eastM: 20, courseDeg: 95 },
    ]),
  ).toEqual([95, 95]);
});

test('a course that the kit changes is believed', () => {
  expect(
    coursesOf([
      { eastM: 0, courseDeg: 10 },
      { eastM: 20, courseDeg: 12 },
    ]),
  ).toEqual([10, 12]);
});

test('less than ten metres say nothing, so the last computed course is kept', () => {
  const missing = { courseDeg: null };
  expect(
    coursesOf([
      { eastM: 0, ...missing },
      { eastM: 5, ...missing },
      { eastM: 12, ...missing },
      { eastM: 15, ...missing },
    ]),
  ).toEqual([null, null, 90, 90]);
});

test('a jump that nothing could fly gives no course', () => {
  expect(
    coursesOf([
      { eastM: 0, courseDeg: null, speedMps: 5 },
      { eastM: 5_000, courseDeg: null, speedMps: 5 },
    ]),
  ).toEqual([null, null]);
});

test('two kits do not share a way flown', () => {
  const enrich = createEnrich();
  enrich(aTrackReport({ kitId: 'kit-1', courseDeg: null }));
  const elsewhere = aTrackReport({
    kitId: 'kit-2',
    courseDeg: null,
    lon: 8.0305,
    observedAtMs: NOON_MS + 2_000,
  });
  expect(enrich(elsewhere)).toBe(elsewhere);
});

test('other observations pass as they are', () => {
  const signal = aSignal();
  expect(createEnrich()(signal)).toBe(signal);
});
