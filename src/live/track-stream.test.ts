import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aTrackReport, NOON_MS } from '../../test/support/observations.js';
import type { TrackStreamEvent } from '../domain/track.js';
import { encodeCursor, filterKey } from './cursor.js';
import { createHub, type Hub } from './hub.js';

const EPOCH = 'abc123';
const EVERYTHING = filterKey(null);

function aHub(given: { changesKept?: number } = {}): Hub {
  return createHub({ trackTimeoutMs: 60_000, epoch: EPOCH, now: Date.now, monotonicNow: Date.now, ...given });
}

/** The next event, with the clock moved on while nothing comes. */
async function nextOf(stream: AsyncGenerator<TrackStreamEvent, void, void>): Promise<TrackStreamEvent> {
  let result: IteratorResult<TrackStreamEvent, void> | undefined;
  void stream.next().then((value) => (result = value));
  for (let stepMs = 0; result === undefined && stepMs < 60_000; stepMs += 50)
    await vi.advanceTimersByTimeAsync(50);
  if (!result || result.done) throw new Error('the stream gave nothing within a minute');
  return result.value;
}

async function nextBatch(stream: AsyncGenerator<TrackStreamEvent, void, void>): Promise<TrackStreamEvent> {
  for (;;) {
    const event = await nextOf(stream);
    if (event.type !== 'Heartbeat') return event;
  }
}

beforeEach(() => void vi.useFakeTimers({ now: NOON_MS }));
afterEach(() => void vi.useRealTimers());

describe('a tracks stream', () => {
  test('starts with a snapshot and goes on with what changed', async () => {
    const hub = aHub();
    hub.accept([aTrackReport({ droneId: 'drone-A' })]);
    const stream = hub.streamTracks({});
    expect(await nextOf(stream)).toMatchObject({ type: 'TrackSnapshot', tracks: [{ droneId: 'drone-A' }] });
    hub.accept([aTrackReport({ droneId: 'drone-B' })]);
    expect(await nextOf(stream)).toMatchObject({
      type: 'TrackBatch',
      upserts: [{ droneId: 'drone-B' }],
      removed: [],
    });
    await stream.return();
  });

  test('sends no more than maxRateHz batches a second and merges what came in between', async () => {
    const hub = aHub();
    const stream = hub.streamTracks({ maxRateHz: 2 });
    await nextOf(stream);
    const startMs = Date.now();
    const batches: TrackStreamEvent[] = [];
    for (let second = 0; second < 5; second += 1) {
      for (let tenth = 0; tenth < 10; tenth += 1) {
        hub.accept([aTrackReport({ observedAtMs: Date.now(), lat: 46 + Math.random() })]);
        await vi.advanceTimersByTimeAsync(10);
      }
      batches.push(await nextOf(stream));
    }
    expect(Date.now() - startMs).toBeGreaterThanOrEqual(4 * 500);
    for (const batch of batches) expect(batch).toMatchObject({ upserts: [{ droneId: 'drone-A' }] });
    await stream.return();
  });

  test('says when a track leaves the filter and when it times out', async () => {
    const hub = aHub();
    hub.start();
    const inside = { bbox: { minLat: 46, minLon: 8, maxLat: 47, maxLon: 9 } };
    hub.accept([aTrackReport({ droneId: 'leaves' }), aTrackReport({ droneId: 'vanishes' })]);
    const stream = hub.streamTracks({ filter: inside });
    await nextOf(stream);
    hub.accept([aTrackReport({ droneId: 'leaves', observedAtMs: NOON_MS + 1000, lat: 48 })]);
    expect(await nextOf(stream)).toMatchObject({
      upserts: [],
      removed: [{ droneId: 'leaves', reason: 'LEFT_FILTER' }],
    });
    expect(await nextBatch(stream)).toMatchObject({ upserts: [{ droneId: 'vanishes', stale: true }] });
    expect(await nextBatch(stream)).toMatchObject({
      upserts: [],
      removed: [{ droneId: 'vanishes', reason: 'TIMED_OUT' }],
    });
    expect(hub.track('vanishes')).toBeNull();
    hub.stop();
    await stream.return();
  });

  test('a track without a position is in no area, or in each where that will do, until it tells where it is', async () => {
    const hub = aHub();
    const bbox = { minLat: 46, minLon: 8, maxLat: 47, maxLon: 9 };
    const [strict, lenient] = [
      hub.streamTracks({ filter: { bbox } }),
      hub.streamTracks({ filter: { bbox, orUnplaced: true } }),
    ];
    for (const stream of [strict, lenient]) await nextOf(stream);
    hub.accept([aTrackReport({ lat: null, lon: null })]);
    expect(await nextOf(lenient)).toMatchObject({
      upserts: [{ droneId: 'drone-A', lat: null }],
      removed: [],
    });
    hub.accept([aTrackReport({ observedAtMs: NOON_MS + 1000, lat: 46.5 })]);
    expect(await nextOf(lenient)).toMatchObject({ upserts: [{ lat: 46.5 }], removed: [] });
    expect(await nextOf(strict)).toMatchObject({ type: 'TrackBatch', upserts: [{ lat: 46.5 }] });
    await Promise.all([strict.return(), lenient.return()]);
  });

  test('a track that turns out to be elsewhere leaves the area where it was taken for possible', async () => {
    const hub = aHub();
    hub.accept([aTrackReport({ lat: null, lon: null })]);
    const bbox = { minLat: 46, minLon: 8, maxLat: 47, maxLon: 9 };
    const stream = hub.streamTracks({ filter: { bbox, orUnplaced: true } });
    expect(await nextOf(stream)).toMatchObject({ tracks: [{ droneId: 'drone-A' }] });
    hub.accept([aTrackReport({ observedAtMs: NOON_MS + 1000, lat: 60 })]);
    expect(await nextOf(stream)).toMatchObject({
      upserts: [],
      removed: [{ droneId: 'drone-A', reason: 'LEFT_FILTER' }],
    });
    await stream.return();
  });

  test('beats its heart at least every 15 s over a quiet sky', async () => {
    const stream = aHub().streamTracks({});
    await nextOf(stream);
    for (let beat = 0; beat < 3; beat += 1) {
      const sinceMs = Date.now();
      expect(await nextOf(stream)).toMatchObject({ type: 'Heartbeat' });
      expect(Date.now() - sinceMs).toBeLessThanOrEqual(15_000);
    }
    await stream.return();
  });

  test('beats its heart also when its reader wants batches rarely', async () => {
    const hub = aHub();
    const stream = hub.streamTracks({ maxRateHz: 0.01 });
    await nextOf(stream);
    hub.accept([aTrackReport()]);
    const sinceMs = Date.now();
    const beat = await nextOf(stream);
    expect(beat).toMatchObject({ type: 'Heartbeat' });
    expect(Date.now() - sinceMs).toBeLessThanOrEqual(15_000);
    const resumed = hub.streamTracks({ after: beat.type === 'Heartbeat' ? beat.cursor : null });
    expect(await nextOf(resumed)).toMatchObject({ type: 'TrackBatch', upserts: [{ droneId: 'drone-A' }] });
    await stream.return();
    await resumed.return();
  });

  test('does not look more often than it may, whatever happens outside of its filter', async () => {
    const hub = aHub();
    const stream = hub.streamTracks({ filter: { droneIds: ['mine'] }, maxRateHz: 1 });
    await nextOf(stream);
    const pending = nextOf(stream);
    for (let n = 1; n <= 100; n += 1) {
      hub.accept([aTrackReport({ droneId: 'other', observedAtMs: NOON_MS + n })]);
      await vi.advanceTimersByTimeAsync(10);
    }
    // One look happened, so what comes now waits for the next.
    hub.accept([aTrackReport({ droneId: 'mine', observedAtMs: NOON_MS + 1000 })]);
    const arrivedMs = Date.now();
    expect(await pending).toMatchObject({ upserts: [{ droneId: 'mine' }] });
    expect(Date.now() - arrivedMs).toBeGreaterThan(0);
    await stream.return();
  });

  test('tells a reader that fell behind and gives it the picture anew', async () => {
    const hub = aHub({ changesKept: 100 });
    const stream = hub.streamTracks({});
    await nextOf(stream);
    for (let n = 1; n <= 150; n += 1) hub.accept([aTrackReport({ observedAtMs: NOON_MS + n })]);
    expect(await nextOf(stream)).toMatchObject({ type: 'Lagged', dropped: 150 });
    expect(await nextOf(stream)).toMatchObject({
      type: 'TrackSnapshot',
      tracks: [{ observedAtMs: NOON_MS + 150 }],
    });
    await stream.return();
  });

  test('ends at once when its reader leaves, also while it waits', async () => {
    const stream = aHub().streamTracks({});
    await nextOf(stream);
    const pending = stream.next();
    await stream.return();
    expect(await pending).toEqual({ value: undefined, done: true });
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    ['garbage', 'garbage'],
    ['of another run of the process', encodeCursor({ epoch: 'fff', sequence: 0, filterKey: EVERYTHING })],
    ['from the future', encodeCursor({ epoch: EPOCH, sequence: 99, filterKey: EVERYTHING })],
    [
      'of another filter',
      encodeCursor({ epoch: EPOCH, sequence: 3, filterKey: filterKey({ kitIds: ['kit-1'] }) }),
    ],
    ['that is too old', encodeCursor({ epoch: EPOCH, sequence: 0, filterKey: EVERYTHING })],
  ])('gives a snapshot for a cursor %s', async (_what, after) => {
    const hub = aHub({ changesKept: 2 });
    for (let n = 1; n <= 3; n += 1) hub.accept([aTrackReport({ observedAtMs: NOON_MS + n })]);
    const stream = hub.streamTracks({ after, snapshot: false });
    const first = nextOf(stream);
    hub.accept([aTrackReport({ observedAtMs: NOON_MS + 10 })]);
    expect(await first).toMatchObject({ type: 'TrackSnapshot' });
    await stream.return();
  });

  test('with snapshot: false begins with the next change', async () => {
    const hub = aHub();
    hub.accept([aTrackReport({ droneId: 'before' })]);
    const stream = hub.streamTracks({ snapshot: false });
    const first = nextOf(stream);
    await vi.advanceTimersByTimeAsync(1);
    hub.accept([aTrackReport({ droneId: 'after' })]);
    expect(await first).toMatchObject({ type: 'TrackBatch', upserts: [{ droneId: 'after' }] });
    await stream.return();
  });

  test('merges what its reader did not ask for', async () => {
    const hub = aHub();
    const stream = hub.streamTracks({ maxRateHz: 50 });
    await nextOf(stream);
    for (let n = 1; n <= 20; n += 1) {
      hub.accept([aTrackReport({ observedAtMs: NOON_MS + n, altitudeM: n })]);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(await nextOf(stream)).toMatchObject({ type: 'TrackBatch', upserts: [{ altitudeM: 20 }] });
    expect(await nextOf(stream)).toMatchObject({ type: 'Heartbeat' });
    await stream.return();
  });

  test('a kit that fell silent is no longer among the sightings, nor matches a filter', async () => {
    const hub = aHub();
    hub.start();
    const stream = hub.streamTracks({ filter: { kitIds: ['kit-1'] }, maxRateHz: 50 });
    await nextOf(stream);
    hub.accept([aTrackReport({ kitId: 'kit-1' })]);
    expect(await nextBatch(stream)).toMatchObject({ upserts: [{ droneId: 'drone-A' }] });
    const leaves = nextBatch(stream);
    for (let second = 3; second <= 63; second += 3) {
      await vi.advanceTimersByTimeAsync(3000);
      hub.accept([aTrackReport({ kitId: 'kit-2', observedAtMs: Date.now() })]);
    }
    let event = await leaves;
    while (event.type === 'TrackBatch' && event.removed.length === 0) event = await nextBatch(stream);
    expect(event).toMatchObject({ upserts: [], removed: [{ droneId: 'drone-A', reason: 'LEFT_FILTER' }] });
    expect(hub.track('drone-A')?.sightings.map(({ kitId }) => kitId)).toEqual(['kit-2']);
    hub.stop();
    await stream.return();
  });
});
