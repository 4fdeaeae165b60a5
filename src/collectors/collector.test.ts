import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Collector, createCollector } from './collector.js';
import { createFixedBeats } from './poll-beats.js';
import { type PollRequest, type PollResult, type Source, SourceBusyError, SourceError } from './source.js';

const FINE: PollResult = {
  observations: [],
  rejects: [],
  problem: null,
  restMs: null,
  uid: null,
  position: null,
  clockOffsetMs: 0,
};
const offline = () =>
  new SourceError('/drones: connection refused', { reachable: false, retryAfterMs: null });

/** When polls began (seconds since the start), and what each read. */
let polls: { readonly atS: number; readonly request: PollRequest }[];
let answer: (signal: AbortSignal) => Promise<PollResult>;
let collector: Collector;

beforeEach(() => {
  vi.useFakeTimers();
  polls = [];
  answer = () => Promise.resolve(FINE);
  const startedAt = performance.now();
  const source: Source = {
    name: 'test',
    clockSkewMs: () => null,
    paceMs: () => 0,
    counters: () => ({ requests: polls.length, succeeded: 0, failed: 0 }),
    poll(request, signal) {
      polls.push({ atS: Math.round((performance.now() - startedAt) / 100) / 10, request });
      return answer(signal);
    },
  };
  collector = createCollector({
    kitId: 'kit-1',
    source,
    beats: createFixedBeats({ pollIntervalMs: 5_000, statusPollIntervalMs: 30_000 }),
    backoff: { initialBackoffMs: 5_000, maxBackoffMs: 300_000 },
    onObservations: () => undefined,
    onResult: () => undefined,
    onFailure: () => undefined,
    onCircuitChange: () => undefined,
    logger: pino({ level: 'silent' }),
    now: Date.now,
    monotonic: () => performance.now(),
    // The middle of the backoff's jitter; the beats' own jitter is then 50 ms.
    random: () => 0.5,
  });
});
afterEach(async () => {
  await collector.stop();
  vi.useRealTimers();
});

const times = () => polls.map(({ atS }) => Math.round(atS));
const seconds = (amount: number) => vi.advanceTimersByTimeAsync(amount * 1000);

test('polls every interval, status every sixth time', async () => {
  collector.start({ atOnce: true });
  await seconds(31);
  expect(times()).toEqual([0, 5, 10, 15, 20, 25, 30]);
  expect(polls.map(({ request }) => request.status)).toEqual([true, false, false, false, false, false, true]);
});

test('a poll that takes longer than the interval is not overlapped', async () => {
  answer = () => new Promise((resolve) => setTimeout(() => resolve(FINE), 7_000));
  collector.start({ atOnce: true });
  await seconds(38);
  expect(times()).toEqual([0, 10, 20, 30]);
});

test('K12: after failures waits 5, 10, 20, 40 s, and 80 s with the circuit open, then 300 s', async () => {
  answer = () => Promise.reject(offline());
  collector.start({ atOnce: true });
  await seconds(500);
  expect(times()).toEqual([0, 5, 15, 35, 75, 155, 455]);
});

test('is degraded after two failures in a row, failing after five, healthy after a success', async () => {
  expect(collector.state().health).toBe('UNKNOWN');
  answer = () => Promise.reject(offline());
  collector.start({ atOnce: true });
  await seconds(1);
  expect(collector.state()).toMatchObject({
    health: 'HEALTHY',
    circuit: 'CLOSED',
    consecutiveFailures: 1,
    backoffMs: 5_000,
  });
  await seconds(5);
  expect(collector.state()).toMatchObject({ health: 'DEGRADED', lastError: '/drones: connection refused' });
  await seconds(75);
  expect(collector.state()).toMatchObject({
    health: 'FAILING',
    circuit: 'OPEN',
    consecutiveFailures: 5,
    backoffMs: 80_000,
  });
  answer = () => Promise.resolve(FINE);
  await seconds(75);
  expect(collector.state()).toMatchObject({
    health: 'HEALTHY',
    circuit: 'HALF_OPEN',
    backoffMs: null,
    lastError: null,
  });
  await seconds(5);
  expect(collector.state()).toMatchObject({ circuit: 'CLOSED', consecutiveFailures: 0 });
});

test('the first success takes up the old beat and forgets the backoff', async () => {
  answer = () => Promise.reject(offline());
  collector.start({ atOnce: true });
  await seconds(12);
  answer = () => Promise.resolve(FINE);
  await seconds(14);
  expect(times()).toEqual([0, 5, 15, 20, 25]);
});

test('K12: a kit that asks for more time than the backoff gets it', async () => {
  answer = () =>
    Promise.reject(new SourceError('/drones: HTTP 429', { reachable: true, retryAfterMs: 42_000 }));
  collector.start({ atOnce: true });
  await seconds(43);
  expect(times()).toEqual([0, 42]);
});

test('a kit that asks for time in a part of a poll gets it, without having failed', async () => {
  answer = () =>
    Promise.resolve({ ...FINE, problem: '/signals: HTTP 429', restMs: polls.length < 2 ? 60_000 : null });
  collector.start({ atOnce: true });
  await seconds(71);
  expect(times()).toEqual([0, 60, 65, 70]);
  expect(collector.state()).toMatchObject({ consecutiveFailures: 0, health: 'HEALTHY', backoffMs: null });
});

test('a poll out of turn that succeeds ends the waiting', async () => {
  answer = () => Promise.reject(offline());
  collector.start({ atOnce: true });
  await seconds(170);
  answer = () => Promise.resolve(FINE);
  await collector.pollNow();
  await seconds(11);
  expect(times().slice(-3)).toEqual([170, 175, 180]);
});

test('polls out of turn postpone none that is in its turn', async () => {
  collector.start({ atOnce: true });
  await seconds(1);
  for (let poll = 0; poll < 20; poll++) {
    await collector.pollNow();
    await seconds(0.05);
  }
  await seconds(9);
  expect(times().slice(-2)).toEqual([5, 10]);
});

test('a used-up request budget is waited for and is no failure', async () => {
  answer = () => (polls.length === 1 ? Promise.reject(new SourceBusyError(12_000)) : Promise.resolve(FINE));
  collector.start({ atOnce: true });
  await seconds(13);
  expect(times()).toEqual([0, 12]);
  expect(collector.state().consecutiveFailures).toBe(0);
});

test('says when it polls next', async () => {
  collector.start({ atOnce: true });
  await seconds(1);
  expect(collector.state().nextPollAtMs).toBe(Date.now() + 4_050);
});

test('a poll out of turn joins the one in progress', async () => {
  answer = () => new Promise((resolve) => setTimeout(() => resolve(FINE), 1_000));
  collector.start({ atOnce: true });
  await seconds(0.5);
  const outcomes = Promise.all([collector.pollNow(), collector.pollNow()]);
  await seconds(1);
  expect(await outcomes).toEqual(Array(2).fill({ ok: true, observations: 0, error: null }));
  expect(polls).toHaveLength(1);
});

test('a poll out of turn reads everything, however short ago the last one was', async () => {
  collector.start({ atOnce: true });
  await seconds(1);
  await collector.pollNow();
  expect(polls.map(({ request }) => request)).toEqual(
    Array(2).fill({ drones: true, signals: true, status: true }),
  );
});

test('a poll out of turn tries a kit that is being waited out', async () => {
  answer = () => Promise.reject(offline());
  collector.start({ atOnce: true });
  await seconds(200);
  answer = () => Promise.resolve(FINE);
  expect(await collector.pollNow()).toMatchObject({ ok: true });
  expect(collector.state()).toMatchObject({ circuit: 'HALF_OPEN', backoffMs: null });
});

test('a defect in a source is a failure, and polling goes on', async () => {
  answer = () => Promise.reject(new TypeError('x is undefined'));
  collector.start({ atOnce: true });
  await seconds(6);
  expect(collector.state()).toMatchObject({ consecutiveFailures: 2, lastError: 'x is undefined' });
});

test('stopping calls the poll in progress off and starts no other', async () => {
  answer = (signal) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(offline())));
  collector.start({ atOnce: true });
  await seconds(1);
  await collector.stop();
  await seconds(600);
  expect(polls).toHaveLength(1);
  expect(collector.state()).toMatchObject({ consecutiveFailures: 0, nextPollAtMs: null });
});
