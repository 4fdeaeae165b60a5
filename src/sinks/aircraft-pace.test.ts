import { beforeEach, expect, test } from 'vitest';
import { aTrackReport } from '../../test/support/observations.js';
import { createAircraftPace, type AircraftPace } from './aircraft-pace.js';

const EVERY_MS = 1000;
let nowMs: number;
let pace: AircraftPace;

beforeEach(() => {
  nowMs = 1_800_000_000_000;
  pace = createAircraftPace({ everyMs: EVERY_MS, now: () => nowMs });
});

const report = (fields: Parameters<typeof aTrackReport>[0] = {}) =>
  aTrackReport({ observedAtMs: nowMs, make: 'DJI', ...fields });

/** What is written, as id and seconds since the start; it is stored. */
function write(...reports: ReturnType<typeof report>[]): [string, number][] {
  const due = pace.due(reports);
  due.stored();
  return due.rows.map(({ droneId, lastSeenMs }) => [droneId, (lastSeenMs - 1_800_000_000_000) / 1000]);
}

test('a new aircraft is written at once, a new time alone after a second and then with all that waits', () => {
  expect(write(report())).toEqual([['drone-A', 0]]);
  nowMs += 400;
  expect(write(report())).toEqual([]);
  expect(write(report({ droneId: 'drone-B' }))).toEqual([['drone-B', 0.4]]);
  expect(pace.waiting).toBe(1);
  nowMs += 600;
  expect(write(report({ droneId: 'drone-B' }))).toEqual([
    ['drone-A', 0.4],
    ['drone-B', 1],
  ]);
  expect(pace.waiting).toBe(0);
});

test.each([
  ['another kind', { kind: 'AIRCRAFT' as const }],
  ['another make', { make: 'Autel' }],
  ['a model that was unknown', { model: 'Mini 3' }],
  ['an operator', { operatorId: 'op-1' }],
  ['a CAA registration', { caaId: 'caa-1' }],
  ['a registration', { registration: 'D-AIUA' }],
  ['a time before the first', { observedAtMs: 1_800_000_000_000 - 1 }],
  ['a time that is not of now', { observedAtMs: 1_800_000_000_000 - 3_600_000 }],
])('%s does not wait', (_, news) => {
  write(report());
  expect(write(report(news))).toHaveLength(1);
});

test('what is unknown in a report says nothing new', () => {
  write(report());
  expect(write(report({ make: null }))).toEqual([]);
});

test('what was not stored is due again, and waits no shorter', () => {
  expect(pace.due([report()]).rows).toHaveLength(1);
  expect(pace.due([report()]).rows).toHaveLength(1);
  write(report());
  nowMs += 100;
  pace.due([report()]);
  expect(pace.waiting).toBe(0);
  write(report());
  expect(pace.rest().rows).toHaveLength(1);
  expect(pace.waiting).toBe(1);
});

test('what is heard while the rest is written waits on', () => {
  write(report());
  nowMs += 100;
  write(report());
  const rest = pace.rest();
  nowMs += 100;
  write(report());
  rest.stored();
  expect(pace.waiting).toBe(1);
});
