import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aTrackReport, NOON_MS } from '../../test/support/observations.js';
import type { TrackReading, TrackStreamOptions } from '../domain/live.js';
import type { TrackStreamEvent } from '../domain/track.js';
import { createHub, type Hub } from './hub.js';

let hub: Hub;
let failures: unknown[];

interface Seen {
  readonly events: TrackStreamEvent[];
  readonly atMs: number[];
  isReady: boolean;
  readonly reading: TrackReading;
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOON_MS });
  failures = [];
  hub = createHub({
    trackTimeoutMs: 60_000,
    changesKept: 200,
    epoch: 'abc123',
    now: Date.now,
    monotonicNow: Date.now,
    onReaderError: (error) => failures.push(error),
  });
});
afterEach(() => void vi.useRealTimers());

function join(options: TrackStreamOptions = {}, onEvent: (event: TrackStreamEvent) => void = () => {}): Seen {
  const seen = { events: [] as TrackStreamEvent[], atMs: [] as number[], isReady: true };
  const reading = hub.readTracks(options, {
    isReady: () => seen.isReady,
    deliver(event) {
      seen.events.push(event);
      seen.atMs.push(Date.now());
      onEvent(event);
    },
  });
  return Object.assign(seen, { reading });
}

let reports = 0;
function report(droneId = 'drone-A', given: Parameters<typeof aTrackReport>[0] = {}): void {
  reports += 1;
  hub.accept([aTrackReport({ droneId, observedAtMs: NOON_MS + reports, ...given })]);
}

function fly(ms: number, everyMs = 10): void {
  for (let passedMs = 0; passedMs < ms; passedMs += everyMs) {
    report();
    vi.advanceTimersByTime(everyMs);
  }
}

const lastOf = ({ events }: Seen) => events.at(-1);

describe('readers that ask for the same', () => {
  test('are handed the same objects, from the snapshot on', () => {
    report();
    const readers = [
      join({ filter: { kinds: ['DRONE'] } }),
      join({ filter: { kinds: ['DRONE'], search: null } }),
    ];
    fly(3000);
    vi.advanceTimersByTime(12_000);
    const [one, other] = readers.map(({ events }) => events);
    expect(new Set(one!.map(({ type }) => type))).toEqual(
      new Set(['TrackSnapshot', 'TrackBatch', 'Heartbeat']),
    );
    expect(one!.length).toBeGreaterThan(6);
    one!.forEach((event, n) => expect(other![n]).toBe(event));
    expect(other!.length).toBe(one!.length);
  });

  test('but at another rate have a beat of their own', () => {
    const [slow, fast] = [join({ maxRateHz: 1 }), join({ maxRateHz: 20 })];
    fly(4000);
    expect(slow.events.length).toBeLessThanOrEqual(6);
    expect(fast.events.length).toBeGreaterThan(60);
  });

  test('are in step again after one stalled, and what it missed came at once', () => {
    const [one, other] = [join(), join()];
    fly(1000);
    other.isReady = false;
    fly(1700);
    const missed = one.events.length - other.events.length;
    expect(missed).toBeGreaterThan(1);
    other.isReady = true;
    other.reading.resume();
    vi.advanceTimersByTime(1);
    expect(lastOf(other)).toMatchObject({ type: 'TrackBatch', upserts: [{ droneId: 'drone-A' }] });
    expect(other.atMs.at(-1)).toBe(Date.now() - 1);
    // Beats that are apart stay so, until a change after a quiet time finds both due.
    vi.advanceTimersByTime(2000);
    fly(3000);
    expect(lastOf(other)).toBe(lastOf(one));
  });

  test('fall into step under a quiet sky', () => {
    const readers = Array.from({ length: 5 }, () => {
      const reader = join();
      vi.advanceTimersByTime(150);
      return reader;
    });
    vi.advanceTimersByTime(12_000);
    expect(lastOf(readers[0]!)).toMatchObject({ type: 'Heartbeat' });
    expect(new Set(readers.map(lastOf)).size).toBe(1);
  });

  test('share the batch that brings them back from the same place', () => {
    const stalled = [join(), join()];
    join();
    fly(1000);
    for (const reader of stalled) reader.isReady = false;
    fly(200);
    vi.advanceTimersByTime(1000);
    for (const reader of stalled) {
      reader.isReady = true;
      reader.reading.resume();
    }
    vi.advanceTimersByTime(1);
    const [one, other] = stalled.map(lastOf);
    expect(one).toMatchObject({ type: 'TrackBatch' });
    expect(other).toBe(one);
  });
});

describe('a reader', () => {
  test('is given nothing before readTracks returned', () => {
    const reader = join();
    expect(reader.events).toEqual([]);
    vi.advanceTimersByTime(0);
    expect(lastOf(reader)).toMatchObject({ type: 'TrackSnapshot' });
  });

  test('that is quiet hears of a change at once', () => {
    const reader = join({ maxRateHz: 1 });
    vi.advanceTimersByTime(5000);
    report();
    vi.advanceTimersByTime(0);
    expect(lastOf(reader)).toMatchObject({ type: 'TrackBatch' });
  });

  test('is not served more often than it asked for, however it stalls', () => {
    const reader = join({ maxRateHz: 4 });
    for (let round = 0; round < 40; round += 1) {
      reader.isReady = round % 3 !== 0;
      if (reader.isReady) reader.reading.resume();
      fly(70);
    }
    const batchesMs = reader.atMs.filter((_, n) => reader.events[n]!.type === 'TrackBatch');
    const gapsMs = batchesMs.slice(1).map((ms, n) => ms - batchesMs[n]!);
    expect(gapsMs.length).toBeGreaterThan(4);
    for (const gapMs of gapsMs) expect(gapMs).toBeGreaterThanOrEqual(240);
  });

  test('keeps its beat when the process is a little late every time', () => {
    const reader = join({ maxRateHz: 1 });
    fly(1000);
    const from = reader.atMs.length;
    for (let round = 0; round < 40; round += 1) {
      fly(490);
      // The clock goes on while no timer fires.
      vi.setSystemTime(Date.now() + 5);
    }
    const beatsMs = reader.atMs.slice(from);
    const meanMs = (beatsMs.at(-1)! - beatsMs[0]!) / (beatsMs.length - 1);
    expect(beatsMs.length).toBeGreaterThan(15);
    expect(meanMs).toBeLessThan(1003);
    expect(meanMs).toBeGreaterThanOrEqual(999);
  });

  test('that takes one event at a time gets Lagged first and the picture when it is ready for it', () => {
    const reader = join({}, () => (reader.isReady = false));
    vi.advanceTimersByTime(1);
    fly(3000);
    expect(reader.events.map(({ type }) => type)).toEqual(['TrackSnapshot']);
    for (const type of ['Lagged', 'TrackSnapshot']) {
      reader.isReady = true;
      reader.reading.resume();
      vi.advanceTimersByTime(1);
      expect(lastOf(reader)).toMatchObject({ type });
    }
    expect(lastOf(reader)).toMatchObject({ tracks: hub.tracks() });
  });

  test('that ended gets nothing more, also when another one ends it in the middle of a flush', () => {
    const victims: TrackReading[] = [];
    const before = join();
    const killer = join({}, ({ type }) => type === 'TrackBatch' && victims.forEach((victim) => victim.end()));
    const after = join();
    victims.push(before.reading, after.reading);
    fly(2000);
    expect(killer.events.length).toBeGreaterThan(2);
    // One of them had its turn ahead of the killer, and the other never.
    const batches = [before, after].map(({ events }) => events.length - 1);
    expect(batches.sort()).toEqual([0, 1]);
    for (const { reading } of [before, after]) reading.resume();
    killer.reading.end();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that throws is ended and reported, and nobody else notices', () => {
    const before = join();
    const broken = join({}, ({ type }) => {
      if (type === 'TrackBatch') throw new Error('broken reader');
    });
    const after = join();
    fly(2000);
    expect(failures).toEqual([new Error('broken reader')]);
    expect(broken.events.map(({ type }) => type)).toEqual(['TrackSnapshot', 'TrackBatch']);
    expect(before.events.length).toBeGreaterThan(3);
    expect(after.events).toEqual(before.events);
  });
});

describe('many readers', () => {
  /** How many of them got a batch at each moment of a busy second. */
  function wakings(readers: readonly Seen[]): Map<number, number> {
    fly(2000);
    const fromMs = Date.now() - 1000;
    const counts = new Map<number, number>();
    for (const { events, atMs } of readers)
      atMs.forEach((ms, n) => {
        if (ms > fromMs && events[n]!.type === 'TrackBatch') counts.set(ms, (counts.get(ms) ?? 0) + 1);
      });
    return counts;
  }

  test('of the same picture come in slots of 250, at different times', () => {
    const counts = wakings(Array.from({ length: 1000 }, () => join({ maxRateHz: 1 })));
    expect(counts.size).toBe(4);
    expect([...counts.values()]).toEqual([250, 250, 250, 250]);
  });

  test('of different pictures are spread over the interval, too', () => {
    const counts = wakings(
      Array.from({ length: 100 }, (_, n) =>
        join({ maxRateHz: 1, filter: { bbox: { minLat: 40, minLon: 0, maxLat: 50, maxLon: 20 + n } } }),
      ),
    );
    expect(Math.max(...counts.values())).toBeLessThan(5);
  });

  test('that come back shortly after one another fall into step', () => {
    const { events, reading } = join();
    vi.advanceTimersByTime(1);
    const after = events[0]!.cursor;
    reading.end();
    const readers: Seen[] = [];
    for (let n = 0; n < 5; n += 1) {
      report();
      readers.push(join({ after, maxRateHz: 1 }));
      vi.advanceTimersByTime(10);
    }
    const firstsMs = readers.map(({ atMs }) => atMs[0]!);
    expect(new Set(firstsMs).size).toBe(5);
    expect([...wakings(readers).values()]).toEqual([5]);
    fly(1000);
    expect(new Set(readers.map(lastOf)).size).toBe(1);
  });
});
