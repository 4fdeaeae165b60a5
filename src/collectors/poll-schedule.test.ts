import { expect, test } from 'vitest';
import { pollPhaseMs } from './kit-phase.js';
import { createPollSchedule, type PollSchedule } from './poll-schedule.js';

const noJitter = () => 0;
const beats = () => ({ dronesMs: 5_000, signalsMs: 5_000, statusMs: 30_000 });

test('a kit that was just registered is due at once, any other in its phase', () => {
  const start = { nowMs: 1_000_000, atOnce: true };
  expect(createPollSchedule('kit-1', beats, start).nextAtMs(noJitter)).toBe(1_000_000);
  expect(createPollSchedule('kit-1', beats, { ...start, atOnce: false }).nextAtMs(noJitter)).toBe(
    1_000_000 + pollPhaseMs('kit-1', 5_000),
  );
});

test('status rides along with every sixth data beat', () => {
  const schedule = createPollSchedule('kit-1', beats, { nowMs: 0, atOnce: true });
  const withStatus: number[] = [];
  for (let nowMs = 0; nowMs <= 60_000; nowMs += 5_000) {
    const request = schedule.due(nowMs);
    expect(request).toMatchObject({ drones: true, signals: true });
    if (request.status) withStatus.push(nowMs);
    schedule.done(request, nowMs);
  }
  expect(withStatus).toEqual([0, 30_000, 60_000]);
});

test('slow polls do not make the beats drift', () => {
  const schedule = createPollSchedule('kit-1', beats, { nowMs: 0, atOnce: true });
  schedule.done({ drones: true, signals: true, status: true }, 1_700);
  expect(schedule.nextAtMs(noJitter)).toBe(5_000);
});

test('beats that were missed are left out, and the grid is kept', () => {
  const schedule = createPollSchedule('kit-1', beats, { nowMs: 0, atOnce: true });
  schedule.done({ drones: true, signals: true, status: true }, 312_300);
  expect(schedule.nextAtMs(noJitter)).toBe(315_000);
});

test('a status that is due more often than data has beats of its own', () => {
  const schedule = createPollSchedule(
    'kit-1',
    () => ({ dronesMs: 60_000, signalsMs: 60_000, statusMs: 20_000 }),
    { nowMs: 0, atOnce: true },
  );
  const beats: string[] = [];
  for (let beat = 0; beat < 7; beat++) {
    const nowMs = schedule.nextAtMs(noJitter);
    const request = schedule.due(nowMs);
    beats.push(
      `${nowMs / 1000}${request.drones && request.signals ? ' data' : ''}${request.status ? ' status' : ''}`,
    );
    schedule.done(request, nowMs);
  }
  expect(beats).toEqual([
    '0 data status',
    '20 status',
    '40 status',
    '60 data status',
    '80 status',
    '100 status',
    '120 data status',
  ]);
});

test('jitter moves a beat a little, and the one after it not further', () => {
  const schedule = createPollSchedule('kit-1', beats, { nowMs: 0, atOnce: true });
  schedule.done({ drones: true, signals: true, status: true }, 0);
  expect(schedule.nextAtMs(() => 1)).toBe(5_100);
  schedule.done({ drones: true, signals: true, status: false }, 5_100);
  expect(schedule.nextAtMs(() => 0)).toBe(10_000);
});

test('polls out of turn postpone no beat', () => {
  const schedule = createPollSchedule('kit-1', beats, { nowMs: 0, atOnce: true });
  for (let nowMs = 0; nowMs < 2_000; nowMs += 100)
    schedule.done({ drones: true, signals: true, status: true }, nowMs);
  expect(schedule.nextAtMs(noJitter)).toBe(5_000);
  schedule.done({ drones: true, signals: true, status: false }, 5_000);
  for (let nowMs = 10_000; nowMs < 30_000; nowMs += 5_000) {
    expect(schedule.due(nowMs)).toEqual({ drones: true, signals: true, status: false });
    schedule.done({ drones: true, signals: true, status: false }, nowMs);
  }
  expect(schedule.due(30_000)).toEqual({ drones: true, signals: true, status: true });
});

/** Polls that take no time, from one beat to the next. */
function beatsUntil(schedule: PollSchedule, endMs: number, after: (nowMs: number) => void = () => undefined) {
  const seen: string[] = [];
  for (let nowMs = schedule.nextAtMs(noJitter); nowMs <= endMs; nowMs = schedule.nextAtMs(noJitter)) {
    const { drones, signals, status } = schedule.due(nowMs);
    seen.push(`${nowMs / 1000}${drones ? 'd' : ''}${signals ? 's' : ''}${status ? 'k' : ''}`);
    after(nowMs);
    schedule.done({ drones, signals, status }, nowMs);
  }
  return seen.join(' ');
}
const EVERYTHING = { drones: true, signals: true, status: true };
const IDLE = { dronesMs: 10_000, signalsMs: 10_000, statusMs: 30_000 };
const FAST = { dronesMs: 1_000, signalsMs: 5_000, statusMs: 30_000 };

test('signals and status keep their own beats, and ride along with drones', () => {
  const schedule = createPollSchedule('kit-1', () => ({ ...FAST, statusMs: 7_400 }), {
    nowMs: 0,
    atOnce: true,
  });
  expect(beatsUntil(schedule, 16_000)).toBe(
    '0dsk 1d 2d 3d 4d 5ds 6d 7dk 8d 9d 10ds 11d 12d 13d 14d 15dsk 16d',
  );
});

test('what a beat brings decides how soon the next one comes', () => {
  let present = IDLE;
  const schedule = createPollSchedule('kit-1', () => present, { nowMs: 0, atOnce: true });
  expect(
    beatsUntil(schedule, 40_000, (nowMs) => {
      present = nowMs >= 10_000 && nowMs < 13_000 ? FAST : IDLE;
    }),
  ).toBe('0dsk 10ds 11d 12d 13d 23ds 33dsk');
});

test('a poll out of turn that finds something is followed up soon', () => {
  let present = IDLE;
  const schedule = createPollSchedule('kit-1', () => present, { nowMs: 0, atOnce: true });
  schedule.done(EVERYTHING, 0);
  present = FAST;
  schedule.done(EVERYTHING, 2_300);
  expect(beatsUntil(schedule, 9_000)).toBe('3.3d 4.3d 5.3d 6.3d 7.3ds 8.3d');
});

test('a kit that takes longer than a beat to answer is left alone until the next', () => {
  const schedule = createPollSchedule('kit-1', () => FAST, { nowMs: 0, atOnce: true });
  schedule.done(EVERYTHING, 3_200);
  expect(schedule.nextAtMs(noJitter)).toBe(4_000);
});
