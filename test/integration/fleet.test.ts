import { beforeEach, describe, expect, test } from 'vitest';
import { KitNotFoundError } from '../../src/domain/errors.js';
import { aDroneRecord, aStatus, kitNowS, startFakeKit } from '../support/fake-kit.js';
import {
  aSeed,
  database,
  fleet,
  kit,
  logs,
  moveClock,
  observed,
  published,
  removed,
  statusOf,
  useFleet,
} from '../support/fleet-fixture.js';
import * as hostile from '../support/hostile-answers.js';
import { somebody } from '../support/viewers.js';

useFleet();

describe('start', () => {
  test('polls the kits of the database and of the file', async () => {
    await fleet.start([aSeed()]);
    await expect.poll(statusOf, { timeout: 5_000 }).toBe('ONLINE');
    expect(observed.map(({ kitId, type }) => `${kitId} ${type}`)).toEqual(['kit-1 track', 'kit-1 kitStatus']);
    expect(fleet.kit('kit-1')).toMatchObject({
      uid: 'wardragon-SIM00000',
      position: { lat: 42.3601, lon: -71.0589, altitudeM: 31.4 },
    });
  });

  test('leaves a kit that the database knows as it is', async () => {
    await database.store.insert(aSeed({ enabled: false, name: 'Renamed' }), somebody);
    await fleet.start([aSeed()]);
    expect(fleet.kits()).toMatchObject([{ name: 'Renamed', enabled: false, status: 'UNKNOWN' }]);
    expect(fleet.collectorState('kit-1')).toBeNull();
  });

  test('says of every kit that nothing is known before the first poll', async () => {
    await fleet.start([aSeed()]);
    expect(published[0]).toMatchObject({ kitId: 'kit-1', status: 'UNKNOWN' });
    expect(fleet.collectorState('kit-1')).toMatchObject({
      health: 'UNKNOWN',
      circuit: 'CLOSED',
      requests: 0,
    });
  });
});

describe('a registered kit', () => {
  beforeEach(async () => {
    await fleet.start([]);
    await fleet.register({ kitId: 'kit-1', apiUrl: kit.url }, somebody);
    await expect.poll(statusOf).toBe('ONLINE');
  });

  test('that is disabled is asked no more, and polled at once when it is enabled again', async () => {
    expect(await fleet.setEnabled('kit-1', false, somebody)).toMatchObject({
      enabled: false,
      status: 'UNKNOWN',
    });
    expect(fleet.collectorState('kit-1')).toBeNull();
    expect(await fleet.pollNow('kit-1')).toEqual({
      ok: false,
      observations: 0,
      error: 'the kit is disabled',
    });
    const asked = kit.requests.length;
    await fleet.setEnabled('kit-1', true, somebody);
    await expect.poll(() => kit.requests.length).toBeGreaterThan(asked);
    expect(database.kits.get('kit-1')).toMatchObject({ enabled: true });
  });

  test('is followed to another address', async () => {
    const moved = await startFakeKit();
    try {
      await fleet.update('kit-1', { apiUrl: moved.url }, somebody);
      await expect.poll(() => moved.requests).toContain('/drones');
    } finally {
      await fleet.stop();
      await moved.stop();
    }
  });

  test('is renamed without being polled for it', async () => {
    const before = fleet.collectorState('kit-1')?.requests;
    expect(await fleet.update('kit-1', { name: 'Bravo', location: 'Roof' }, somebody)).toMatchObject({
      name: 'Bravo',
      location: 'Roof',
      status: 'ONLINE',
    });
    expect(fleet.collectorState('kit-1')?.requests).toBeGreaterThanOrEqual(before ?? 1);
    expect(await fleet.update('kit-1', { name: null, location: null }, somebody)).toMatchObject({
      name: 'kit-1',
      location: null,
    });
  });

  test('keeps what cannot be changed that way', async () => {
    const change = { apiUrl: 'ftp://x', enabled: null, pollIntervalMs: 10 };
    await expect(fleet.update('kit-1', change, somebody)).rejects.toMatchObject({
      issues: [
        { path: ['input', 'enabled'] },
        { path: ['input', 'apiUrl'] },
        { path: ['input', 'pollIntervalS'] },
      ],
    });
  });

  test('whose address is taken away is asked no more, and online when it pushes', async () => {
    expect(await fleet.update('kit-1', { apiUrl: null }, somebody)).toMatchObject({
      apiUrl: null,
      status: 'UNKNOWN',
    });
    expect(fleet.collectorState('kit-1')).toBeNull();
    expect(database.kits.get('kit-1')).toMatchObject({ apiUrl: null });
    fleet.pushed('kit-1', [], Date.now());
    expect(statusOf()).toBe('ONLINE');
  });

  test('that is removed is asked no more', async () => {
    await fleet.remove('kit-1', { deleteHistory: false }, somebody);
    const asked = kit.requests.length;
    expect(removed).toEqual(['kit-1']);
    expect(fleet.kit('kit-1')).toBeNull();
    expect(database.kits.size).toBe(0);
    await expect(fleet.remove('kit-1', { deleteHistory: false }, somebody)).rejects.toBeInstanceOf(
      KitNotFoundError,
    );
    expect(kit.requests).toHaveLength(asked);
  });

  test('that cannot be removed from the database is polled on', async () => {
    database.setAway(true);
    await expect(fleet.remove('kit-1', { deleteHistory: true }, somebody)).rejects.toThrow('database away');
    expect(fleet.collectorState('kit-1')).not.toBeNull();
    database.setAway(false);
  });

  test('is polled out of turn', async () => {
    expect(await fleet.pollNow('kit-1')).toMatchObject({ ok: true, error: null });
    await expect(fleet.pollNow('kit-2')).rejects.toBeInstanceOf(KitNotFoundError);
  });

  test('that refuses connections is offline, one that answers wrongly has an error, and a success ends both', async () => {
    const seenMs = fleet.kit('kit-1')?.lastSeenMs;
    await kit.goAway();
    await fleet.pollNow('kit-1');
    expect(fleet.kit('kit-1')).toMatchObject({ status: 'OFFLINE', lastSeenMs: seenMs });
    await kit.comeBack();
    kit.behaves(hostile.serverError);
    await fleet.pollNow('kit-1');
    expect(fleet.kit('kit-1')).toMatchObject({ status: 'ERROR', lastSeenMs: seenMs });
    kit.behaves(null);
    await fleet.pollNow('kit-1');
    expect(statusOf()).toBe('ONLINE');
    expect(fleet.kit('kit-1')?.lastSeenMs).toBeGreaterThan(seenMs ?? Infinity);
    expect([logs.count('kit is away'), logs.count('kit is back')]).toEqual([1, 1]);
  });

  test('that has not answered for the threshold is stale', () => {
    kit.behaves(hostile.hang);
    moveClock(59_000);
    fleet.sweepStale();
    expect(statusOf()).toBe('ONLINE');
    moveClock(62_000);
    fleet.sweepStale();
    expect(statusOf()).toBe('STALE');
    expect(published.at(-1)).toMatchObject({ status: 'STALE' });
    expect(logs.count('kit is stale')).toBe(1);
  });

  test('whose monitor and receivers are dead is stale although it answers', async () => {
    const twoMinutesOld = { last_update_time: kitNowS(120) };
    kit.answers({ drones: [aDroneRecord(twoMinutesOld)], status: aStatus(twoMinutesOld) });
    await fleet.update('kit-1', { enabled: false }, somebody);
    await fleet.update('kit-1', { enabled: true }, somebody);
    await expect.poll(statusOf).toBe('STALE');
    kit.answers({ drones: [aDroneRecord()] });
    await fleet.pollNow('kit-1');
    expect(statusOf()).toBe('ONLINE');
  });

  test('is stored with what was found out, as soon as the database is there', async () => {
    database.setAway(true);
    await expect
      .poll(() => logs.count('the state of kits cannot be stored; it is kept in memory'), { timeout: 5_000 })
      .toBe(1);
    await fleet.pollNow('kit-1');
    database.setAway(false);
    await fleet.stop();
    expect(database.kits.get('kit-1')).toMatchObject({
      status: 'ONLINE',
      uid: 'wardragon-SIM00000',
      lastSeenMs: fleet.kit('kit-1')?.lastSeenMs,
    });
  });

  test('has a line of its own in the health log', () => {
    fleet.logHealth();
    expect(logs.entries.filter(({ msg }) => msg === 'kit health')).toMatchObject([
      { kitId: 'kit-1', status: 'ONLINE', successRate: 1, failed: 0, lastError: null },
    ]);
  });
});

test('a kit that hangs does not keep another from being polled', async () => {
  const hanging = await startFakeKit();
  try {
    hanging.behaves(hostile.hang);
    await fleet.start([aSeed({ kitId: 'hanging', apiUrl: hanging.url }), aSeed()]);
    await expect.poll(() => statusOf('hanging'), { timeout: 5_000 }).toBe('OFFLINE');
    await expect.poll(statusOf, { timeout: 5_000 }).toBe('ONLINE');
    expect(hanging.sockets.most).toBeLessThanOrEqual(2);
  } finally {
    await fleet.stop();
    await hanging.stop();
  }
});
