import { expect, test } from 'vitest';
import { pollPhaseMs } from './kit-phase.js';
import { createPollSchedule } from './poll-schedule.js';

const noJitter = () => 0;
const intervals = { pollIntervalMs: 5_000, statusPollIntervalMs: 30_000 };

test('a kit that was just registered is due at once, any other in its phase', () => {
  const start = { nowMs: 1_000_000, atOnce: true };
  expect(createPollSchedule('kit-1', intervals, start).nextAtMs(noJitter)).toBe(1_000_000);
  expect(createPollSchedule('kit-1', intervals, { ...start, atOnce: false }).nextAtMs(noJitter)).toBe(
    1_000_000 + pollPhaseMs('kit-1', 5_000),
  );
});

test('status rides along with every sixth data beat', () => {
  const schedule = createPollSchedule('kit-1', intervals, { nowMs: 0, atOnce: true });
  const withStatus: number[] = [];
  for (let nowMs = 0; nowMs <= 60_000; nowMs += 5_000) {
    const request = schedule.due(nowMs);
    expect(request.data).toBe(true);
    if (request.status) withStatus.push(nowMs);
    schedule.done(request, nowMs);
  }
  expect(withStatus).toEqual([0, 30_000, 60_000]);
});

test('slow polls do not make the beats drift', () => {
  const schedule = createPollSchedule('kit-1', intervals, { nowMs: 0, atOnce: true });
  schedule.done({ data: true, status: true }, 1_700);
  expect(schedule.nextAtMs(noJitter)).toBe(5_000);
});

test('beats that were missed are left out, and the grid is kept', () => {
  const schedule = createPollSchedule('kit-1', intervals, { nowMs: 0, atOnce: true });
  schedule.done({ data: true, status: true }, 312_300);
  expect(schedule.nextAtMs(noJitter)).toBe(315_000);
});

test('a status that is due more often than data has beats of its own', () => {
  const schedule = createPollSchedule(
    'kit-1',
    { pollIntervalMs: 60_000, statusPollIntervalMs: 20_000 },
    { nowMs: 0, atOnce: true },
  );
  const beats: string[] = [];
  for (let beat = 0; beat < 7; beat++) {
    const nowMs = schedule.nextAtMs(noJitter);
    const request = schedule.due(nowMs);
    beats.push(`${nowMs / 1000}${request.data ? ' data' : ''}${request.status ? ' status' : ''}`);
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
  const schedule = createPollSchedule('kit-1', intervals, { nowMs: 0, atOnce: true });
  schedule.done({ data: true, status: true }, 0);
  expect(schedule.nextAtMs(() => 1)).toBe(5_100);
  schedule.done({ data: true, status: false }, 5_100);
  expect(schedule.nextAtMs(() => 0)).toBe(10_000);
});

test('polls out of turn postpone no beat', () => {
  const schedule = createPollSchedule('kit-1', intervals, { nowMs: 0, atOnce: true });
  for (let nowMs = 0; nowMs < 2_000; nowMs += 100) schedule.done({ data: true, status: true }, nowMs);
  expect(schedule.nextAtMs(noJitter)).toBe(5_000);
  schedule.done({ data: true, status: false }, 5_000);
  for (let nowMs = 10_000; nowMs < 30_000; nowMs += 5_000) {
    expect(schedule.due(nowMs)).toEqual({ data: true, status: false });
    schedule.done({ data: true, status: false }, nowMs);
  }
  expect(schedule.due(30_000)).toEqual({ data: true, status: true });
});
