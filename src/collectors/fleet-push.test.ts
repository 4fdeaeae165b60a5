import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aHealthReport } from '../../test/support/history.js';
import { captureLogs, type CapturedLogs } from '../../test/support/logs.js';
import { createMemoryKitStore } from '../../test/support/memory-kit-store.js';
import { aTrackReport } from '../../test/support/observations.js';
import type { Kit, KitConfig } from '../domain/kit.js';
import { createFleet, type RunningFleet } from './fleet.js';
import { type PollResult, type Reject, SourceError, type SourceKind } from './source.js';
import { somebody } from '../../test/support/viewers.js';

let answer: () => Promise<PollResult>;
let database: ReturnType<typeof createMemoryKitStore>;
let logs: CapturedLogs;
let published: Kit[];
let rejected: { kitId: string; sourceId: string; rejects: readonly Reject[] }[];
let listed: string[][];
let fleet: RunningFleet;

const result = (given: Partial<PollResult> = {}): PollResult => ({
  observations: [],
  rejects: [],
  problem: null,
  restMs: null,
  uid: null,
  position: null,
  clockOffsetMs: 0,
  ...given,
});
const aSeed = (given: Partial<KitConfig> = {}): KitConfig => ({
  kitId: 'kit-1',
  name: 'Alpha',
  location: null,
  apiUrl: null,
  enabled: true,
  pollIntervalMs: null,
  statusPollIntervalMs: null,
  ...given,
});
const polled = aSeed({ apiUrl: 'http://10.0.0.1:8088' });
const seconds = (amount: number) => vi.advanceTimersByTimeAsync(amount * 1000);
const push = (...observations: Parameters<RunningFleet['pushed']>[1]) =>
  fleet.pushed('kit-1', observations, Date.now());

beforeEach(() => {
  vi.useFakeTimers();
  answer = () => Promise.resolve(result());
  database = createMemoryKitStore();
  logs = captureLogs();
  [published, rejected, listed] = [[], [], []];
  const sources: SourceKind = {
    createSource: ({ kitId }) => ({
      name: `test:${kitId}`,
      clockSkewMs: () => null,
      paceMs: () => 0,
      counters: () => ({ requests: 0, succeeded: 0, failed: 0 }),
      poll: () => answer(),
    }),
    probe: () => Promise.reject(new Error('nobody asked for this')),
  };
  fleet = createFleet({
    store: database.store,
    sources,
    accept: () => undefined,
    onRejects: (kitId, sourceId, rejects) => rejected.push({ kitId, sourceId, rejects }),
    kitsChanged: (kits) => listed.push(kits.map(({ kitId, enabled }) => `${kitId}${enabled ? '' : ' off'}`)),
    settle: () => Promise.resolve(),
    publisher: { kitChanged: (kit) => published.push(kit), kitRemoved: () => undefined },
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

describe('a kit that pushes', () => {
  beforeEach(() => fleet.start([aSeed()]));

  test('is online from its first push on, and stale when it has been silent for the threshold', async () => {
    expect(fleet.kit('kit-1')).toMatchObject({ status: 'UNKNOWN', lastSeenMs: null });
    push(aTrackReport());
    expect(fleet.kit('kit-1')).toMatchObject({ status: 'ONLINE', lastSeenMs: Date.now() });
    await seconds(60);
    fleet.sweepStale();
    expect(fleet.kit('kit-1')).toMatchObject({ status: 'ONLINE' });
    await seconds(1);
    fleet.sweepStale();
    expect(fleet.kit('kit-1')).toMatchObject({ status: 'STALE' });
    push(aTrackReport());
    expect(fleet.kit('kit-1')).toMatchObject({ status: 'ONLINE' });
    expect(logs.count('kit is online')).toBe(1);
    expect(logs.count('kit is back')).toBe(1);
  });

  test('is where its newest status says, also when an older one comes later', () => {
    const at = (observedAtMs: number, lat: number, uid: string | null = null) =>
      aHealthReport({ observedAtMs, lat, lon: 8, altitudeM: null, uid });
    push(at(2_000, 46.2, 'wardragon-1'), at(1_000, 46.1));
    push(at(1_500, 46.15, 'wardragon-0'));
    expect(fleet.kit('kit-1')).toMatchObject({ uid: 'wardragon-1', position: { lat: 46.2, lon: 8 } });
    push(aHealthReport({ observedAtMs: 3_000, lat: null, lon: null, uid: null }));
    expect(fleet.kit('kit-1')).toMatchObject({ uid: 'wardragon-1', position: { lat: 46.2 } });
  });

  test('that pushes fifty times a second is published once a second, its last push included', async () => {
    push();
    const before = published.length;
    for (let at = 0; at < 250; at++) {
      push(aHealthReport({ observedAtMs: Date.now() }));
      await seconds(0.02);
    }
    const newestMs = fleet.kit('kit-1')?.lastSeenMs;
    await seconds(2);
    expect(published.length - before).toBeLessThanOrEqual(7);
    expect(published.length - before).toBeGreaterThanOrEqual(5);
    expect(published.at(-1)?.lastSeenMs).toBe(newestMs);
    expect(database.kits.get('kit-1')).toMatchObject({ status: 'ONLINE', lastSeenMs: newestMs });
  });

  test('that is disabled stays as it is, whatever is pushed in its name', async () => {
    push();
    await fleet.setEnabled('kit-1', false, somebody);
    push(aTrackReport());
    expect(fleet.kit('kit-1')).toMatchObject({ status: 'UNKNOWN' });
    await fleet.setEnabled('kit-1', true, somebody);
    expect(fleet.kit('kit-1')).toMatchObject({ status: 'UNKNOWN' });
    push(aTrackReport());
    expect(fleet.kit('kit-1')).toMatchObject({ status: 'ONLINE' });
  });

  test('that makes up a thousand serials is a few warnings', () => {
    for (let at = 0; at < 1_000; at++) push(aHealthReport({ observedAtMs: at, uid: `wardragon-${at}` }));
    expect(fleet.kit('kit-1')).toMatchObject({ uid: 'wardragon-999' });
    expect(logs.count('kit reports another serial')).toBe(20);
  });

  test('that pushes while it is being removed does not come back', async () => {
    push();
    const thaw = database.freeze();
    const removing = fleet.remove('kit-1', { deleteHistory: false }, somebody);
    await seconds(2);
    push();
    push();
    thaw();
    await removing;
    const before = published.length;
    await seconds(5);
    expect(published).toHaveLength(before);
    expect(fleet.kits()).toEqual([]);
  });

  test('that nobody knows changes nothing', () => {
    fleet.pushed('nobody', [aTrackReport()], Date.now());
    expect(fleet.kits()).toHaveLength(1);
  });
});

describe('a kit that is polled, and pushes, too', () => {
  beforeEach(async () => {
    answer = () =>
      Promise.reject(new SourceError('connection refused', { reachable: false, retryAfterMs: null }));
    await fleet.start([polled]);
    await seconds(20);
  });

  test('is online while it pushes, and its collector says that polling fails', async () => {
    expect(fleet.kit('kit-1')).toMatchObject({ status: 'OFFLINE' });
    for (let at = 0; at < 120; at++) {
      push(aTrackReport());
      await seconds(1);
    }
    expect(fleet.kit('kit-1')).toMatchObject({ status: 'ONLINE' });
    expect(fleet.collectorState('kit-1')).toMatchObject({ health: 'FAILING', circuit: 'OPEN' });
    expect(logs.count('kit is away')).toBe(1);
    expect(logs.count('kit is back')).toBe(1);
  });

  test('is offline when it neither answers nor pushes any more', async () => {
    push(aTrackReport());
    await seconds(700);
    fleet.sweepStale();
    expect(fleet.kit('kit-1')).toMatchObject({ status: 'OFFLINE' });
  });
});

describe('registering kits that push by themselves', () => {
  test('makes a kit of that id once', async () => {
    await fleet.start([]);
    const [kit, same] = await Promise.all([
      fleet.registerPushKit('edge-01', somebody),
      fleet.registerPushKit('edge-01', somebody),
    ]);
    expect(kit).toMatchObject({ kitId: 'edge-01', name: 'edge-01', apiUrl: null, enabled: true });
    expect(same).toEqual(kit);
    expect([...database.kits.keys()]).toEqual(['edge-01']);
  });

  test('leaves a kit that is registered as it is', async () => {
    await fleet.start([polled]);
    expect(await fleet.registerPushKit('kit-1', somebody)).toMatchObject({
      name: 'Alpha',
      apiUrl: polled.apiUrl,
    });
  });

  test.each(['', 'a b', '<script>', 'x'.repeat(65), 'kit\u0000'])('refuses %j', async (kitId) => {
    await fleet.start([]);
    await expect(fleet.registerPushKit(kitId, somebody)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(database.kits.size).toBe(0);
  });

  test('ends at a thousand, however many come at once; an operator can go on', async () => {
    await fleet.start(Array.from({ length: 990 }, (_, at) => aSeed({ kitId: `seed-${at}` })));
    const many = Array.from({ length: 50 }, (_, at) => fleet.registerPushKit(`edge-${at}`, somebody));
    const outcomes = await Promise.allSettled(many);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(database.kits.size).toBe(1_000);
    expect(await fleet.registerPushKit('edge-0', somebody)).toMatchObject({ kitId: 'edge-0' });
    expect(await fleet.register({ kitId: 'one-more' }, somebody)).toMatchObject({ kitId: 'one-more' });
  });

  test('is refused until the kits are read', async () => {
    expect(fleet.isStarted()).toBe(false);
    await expect(fleet.registerPushKit('edge-01', somebody)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await fleet.start([]);
    expect(fleet.isStarted()).toBe(true);
  });
});

test('whoever keeps the list of kits is told when it changes', async () => {
  await fleet.start([aSeed()]);
  await fleet.registerPushKit('edge-01', somebody);
  await fleet.setEnabled('kit-1', false, somebody);
  await fleet.remove('edge-01', { deleteHistory: false }, somebody);
  expect(listed).toEqual([['kit-1'], ['edge-01', 'kit-1'], ['edge-01', 'kit-1 off'], ['kit-1 off']]);
});

describe('records that nobody could understand', () => {
  const reject = (id: number): Reject => ({
    type: 'track',
    format: 'drone',
    reason: 'no id',
    record: { id, lat: 1 },
  });
  const handedOn = () => rejected.flatMap(({ rejects }) => rejects);

  test('are handed on with the kit and the source they came from', async () => {
    answer = () => Promise.resolve(result({ rejects: [reject(1)] }));
    await fleet.start([polled]);
    await fleet.pollNow('kit-1');
    expect(rejected).toEqual([{ kitId: 'kit-1', sourceId: 'test:kit-1', rejects: [reject(1)] }]);
  });

  test('are handed on once a minute although each poll brings them', async () => {
    answer = () => Promise.resolve(result({ rejects: [reject(1), reject(2)] }));
    await fleet.start([polled]);
    await seconds(55);
    expect(handedOn()).toEqual([reject(1), reject(2)]);
    answer = () => Promise.resolve(result({ rejects: [reject(2), reject(3)] }));
    await seconds(6);
    expect(handedOn()).toContainEqual(reject(3));
    await seconds(30);
    expect(handedOn().filter(({ record }) => (record as { id: number }).id === 2)).toHaveLength(2);
  });
});
