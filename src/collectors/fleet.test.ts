import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { captureLogs, type CapturedLogs } from '../../test/support/logs.js';
import { createMemoryKitStore } from '../../test/support/memory-kit-store.js';
import type { KitProbe } from '../domain/fleet.js';
import type { KitConfig } from '../domain/kit.js';
import { createFleet, type RunningFleet } from './fleet.js';
import type { PollResult, SourceKind } from './source.js';
import { somebody } from '../../test/support/viewers.js';

const FINE: PollResult = {
  observations: [],
  rejects: [],
  problem: null,
  restMs: null,
  uid: null,
  position: null,
  clockOffsetMs: 0,
};
const PROBE: KitProbe = {
  apiUrl: 'http://10.0.0.1:8088',
  uid: 'wardragon-1',
  drones: 0,
  signals: 0,
  statusAvailable: true,
  latencyMs: 1,
  clockSkewMs: 0,
};

/** Kit ids, in the order they were polled. */
let polls: string[];
let probe: () => Promise<KitProbe>;
let database: ReturnType<typeof createMemoryKitStore>;
let logs: CapturedLogs;
let settle: () => Promise<void>;
let fleet: RunningFleet;

const aSeed = (given: Partial<KitConfig> = {}): KitConfig => ({
  kitId: 'kit-1',
  name: 'Alpha',
  location: null,
  apiUrl: 'http://10.0.0.1:8088',
  enabled: true,
  pollIntervalMs: null,
  statusPollIntervalMs: null,
  ...given,
});
const registration = { kitId: 'kit-2', apiUrl: 'http://10.0.0.2:8088' };
const seconds = (amount: number) => vi.advanceTimersByTimeAsync(amount * 1000);
/** Whether it has ended; a failure counts. */
function watch(work: Promise<unknown>) {
  const watched = { ended: false };
  const end = () => (watched.ended = true);
  work.then(end, end);
  return watched;
}

beforeEach(() => {
  vi.useFakeTimers();
  polls = [];
  probe = () => Promise.resolve(PROBE);
  settle = () => Promise.resolve();
  database = createMemoryKitStore();
  logs = captureLogs();
  const sources: SourceKind = {
    createSource: ({ kitId }) => ({
      name: `test:${kitId}`,
      clockSkewMs: () => null,
      paceMs: () => 0,
      counters: () => ({ requests: 0, succeeded: 0, failed: 0 }),
      poll() {
        polls.push(kitId);
        return Promise.resolve(FINE);
      },
    }),
    probe: () => probe(),
  };
  fleet = createFleet({
    store: database.store,
    sources,
    accept: () => undefined,
    settle: () => settle(),
    publisher: { kitChanged: () => undefined, kitRemoved: () => undefined },
    settings: {
      pollIntervalMs: 5_000,
      statusPollIntervalMs: 30_000,
      initialBackoffMs: 5_000,
      maxBackoffMs: 300_000,
      staleThresholdMs: 60_000,
    },
    logger: logs.logger,
    now: Date.now,
    random: () => 0.5,
  });
});
afterEach(async () => {
  const stopping = fleet.stop();
  await seconds(5);
  await stopping;
  vi.useRealTimers();
});

describe('before it has started', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['register', () => fleet.register(registration, somebody)],
    ['update', () => fleet.update('kit-1', { name: 'Bravo' }, somebody)],
    ['setEnabled', () => fleet.setEnabled('kit-1', false, somebody)],
    ['remove', () => fleet.remove('kit-1', { deleteHistory: false }, somebody)],
    ['probe', () => fleet.probe('http://10.0.0.1:8088')],
    ['pollNow', () => fleet.pollNow('kit-1')],
  ])('%s is refused, to be tried again', async (_what, call) => {
    const thaw = database.freeze();
    const starting = fleet.start([aSeed()]);
    await expect(call()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    thaw();
    await starting;
    expect([...database.kits.keys()]).toEqual(['kit-1']);
  });

  test('it can be stopped, and then polls nothing', async () => {
    const thaw = database.freeze();
    const starting = fleet.start([aSeed()]);
    await fleet.stop();
    thaw();
    await starting;
    await seconds(60);
    expect(polls).toEqual([]);
  });
});

describe('start', () => {
  test('names the kits of the file whose address another kit has', async () => {
    await database.store.insert(aSeed({ kitId: 'moved-here' }), somebody);
    await fleet.start([aSeed(), aSeed({ kitId: 'kit-2', apiUrl: 'http://10.0.0.2:8088' })]);
    expect(logs.entries.filter(({ level }) => level === 40)).toMatchObject([
      {
        kitId: 'kit-1',
        takenBy: 'moved-here',
        msg: 'a kit of the file is left out: another kit has its address',
      },
    ]);
    expect(fleet.kits().map(({ kitId }) => kitId)).toEqual(['kit-2', 'moved-here']);
  });

  test('names the kits that were stored with intervals that they cannot bear', async () => {
    await database.store.insert(aSeed({ pollIntervalMs: 1_000 }), somebody);
    await fleet.start([]);
    expect(logs.entries.filter(({ level }) => level === 40)).toMatchObject([
      {
        kitId: 'kit-1',
        problem: expect.stringContaining('122.0') as string,
        msg: 'a kit is to be polled more often than it bears',
      },
    ]);
  });
});

describe('stop', () => {
  beforeEach(() => fleet.start([aSeed()]));

  test.each<[string, string, () => Promise<unknown>]>([
    ['a registration', 'kit-2', () => fleet.register({ ...registration, probe: false }, somebody)],
    ['an update', 'kit-1', () => fleet.update('kit-1', { pollIntervalMs: 2_000 }, somebody)],
  ])('%s that the database confirms too late starts no collector', async (_what, kitId, call) => {
    await seconds(10);
    const thaw = database.freeze();
    const changing = call();
    await seconds(0.1);
    const stopping = fleet.stop();
    await seconds(5);
    await stopping;
    thaw();
    await changing;
    const before = polls.length;
    await seconds(600);
    expect(fleet.collectorState(kitId)).toBeNull();
    expect(polls).toHaveLength(before);
  });

  test('a kit whose probe ends too late is not registered', async () => {
    let answer = (_probe: KitProbe) => undefined as void;
    probe = () => new Promise((resolve) => (answer = resolve));
    const registering = fleet.register(registration, somebody);
    const refused = expect(registering).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const stopping = fleet.stop();
    await seconds(5);
    await stopping;
    answer(PROBE);
    await refused;
    expect([...database.kits.keys()]).toEqual(['kit-1']);
  });

  test('a change under way is waited for, and none is begun', async () => {
    await fleet.setEnabled('kit-1', false, somebody);
    await seconds(2);
    const thaw = database.freeze();
    const updating = fleet.update('kit-1', { name: 'Bravo' }, somebody);
    await seconds(0.1);
    const waiting = fleet.update('kit-1', { name: 'Charlie' }, somebody);
    const refused = expect(waiting).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const stopping = fleet.stop();
    const watched = watch(stopping);
    await seconds(0.5);
    expect(watched.ended).toBe(false);
    thaw();
    await stopping;
    await refused;
    expect(await updating).toMatchObject({ name: 'Bravo' });
    expect(database.kits.get('kit-1')).toMatchObject({ name: 'Bravo' });
    await expect(fleet.register(registration, somebody)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('a database that does not answer is waited for three seconds', async () => {
    await fleet.pollNow('kit-1');
    database.freeze();
    const stopping = watch(fleet.stop());
    await seconds(2.9);
    expect(stopping.ended).toBe(false);
    await seconds(0.2);
    expect(stopping.ended).toBe(true);
    expect(logs.count('stopped before the newest state of kits was stored')).toBe(1);
  });
});

describe('removing a kit with its history', () => {
  beforeEach(() => fleet.start([aSeed()]));

  test('waits until what it brought is stored', async () => {
    let stored = () => undefined as void;
    settle = () => new Promise((resolve) => (stored = resolve));
    const removing = fleet.remove('kit-1', { deleteHistory: true }, somebody);
    await seconds(1);
    expect(database.kits.has('kit-1')).toBe(true);
    stored();
    await removing;
    expect(database.kits.has('kit-1')).toBe(false);
    expect(logs.count('newest reports are not stored yet, and may outlive the history')).toBe(0);
  });

  test.each<[string, () => Promise<void>]>([
    ['takes too long', () => new Promise(() => undefined)],
    ['fails', () => Promise.reject(new Error('away'))],
  ])('goes on when that %s', async (_what, settling) => {
    settle = settling;
    const removing = fleet.remove('kit-1', { deleteHistory: true }, somebody);
    await seconds(6);
    await removing;
    expect(database.kits.has('kit-1')).toBe(false);
    expect(logs.count('newest reports are not stored yet, and may outlive the history')).toBe(1);
  });

  test('is not needed when the history stays', async () => {
    settle = () => new Promise(() => undefined);
    await fleet.remove('kit-1', { deleteHistory: false }, somebody);
    expect(database.kits.has('kit-1')).toBe(false);
  });
});

test('a kit that is polled seldom is stale after two polls, not after the threshold', async () => {
  await fleet.start([aSeed({ pollIntervalMs: 90_000, statusPollIntervalMs: 90_000 })]);
  await fleet.pollNow('kit-1');
  await fleet.stop();
  await seconds(170);
  fleet.sweepStale();
  expect(fleet.kit('kit-1')).toMatchObject({ status: 'ONLINE' });
  await seconds(20);
  fleet.sweepStale();
  expect(fleet.kit('kit-1')).toMatchObject({ status: 'STALE' });
});
