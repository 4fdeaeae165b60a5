import { beforeEach, describe, expect, test } from 'vitest';
import { aStatus } from '../support/fake-kit.js';
import { database, fleet, kit, observed, statusOf, useFleet } from '../support/fleet-fixture.js';
import * as hostile from '../support/hostile-answers.js';
import { somebody } from '../support/viewers.js';

useFleet();

describe('registering a kit', () => {
  beforeEach(() => fleet.start([]));

  test('polls it at once, under the serial that it reports', async () => {
    expect(await fleet.register({ apiUrl: `${kit.url}/` }, somebody)).toMatchObject({
      kitId: 'wardragon-SIM00000',
      name: 'wardragon-SIM00000',
      apiUrl: kit.url,
      uid: 'wardragon-SIM00000',
    });
    await expect.poll(() => observed.length).toBeGreaterThan(0);
    expect(database.kits.has('wardragon-SIM00000')).toBe(true);
    await expect.poll(() => statusOf('wardragon-SIM00000')).toBe('ONLINE');
  });

  test('keeps the id that the operator gave', async () => {
    expect(await fleet.register({ kitId: 'north', apiUrl: kit.url }, somebody)).toMatchObject({
      kitId: 'north',
      uid: 'wardragon-SIM00000',
    });
    await expect.poll(() => observed[0]?.kitId).toBe('north');
  });

  test('asks for an id when the kit does not know its serial yet', async () => {
    kit.answers({ status: aStatus({ uid: 'wardragon-unknown' }) });
    await expect(fleet.register({ apiUrl: kit.url }, somebody)).rejects.toMatchObject({
      issues: [{ path: ['input', 'kitId'], message: 'the kit does not know its serial yet; give a kitId' }],
    });
    expect(database.kits.size).toBe(0);
  });

  test('does not take a serial that a hostile kit made up for an id', async () => {
    kit.answers({ status: aStatus({ uid: '<script>' }) });
    await expect(fleet.register({ apiUrl: kit.url }, somebody)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  test('tells everything that is wrong at once', async () => {
    const registration = { kitId: 'a b', name: '', apiUrl: 'ftp://x', location: '\0', pollIntervalMs: 1_000 };
    await expect(fleet.register(registration, somebody)).rejects.toMatchObject({
      issues: ['kitId', 'name', 'location', 'apiUrl', 'pollIntervalS'].map((field) => ({
        path: ['input', field],
      })),
    });
    expect(kit.requests).toEqual([]);
  });

  test('refuses an address where no kit answers', async () => {
    kit.behaves(hostile.loginPage);
    await expect(fleet.register({ kitId: 'kit-1', apiUrl: kit.url }, somebody)).rejects.toMatchObject({
      code: 'KIT_UNREACHABLE',
    });
    expect(fleet.kits()).toEqual([]);
  });

  test('without a probe needs no kit there, but an id', async () => {
    await kit.goAway();
    await expect(fleet.register({ apiUrl: kit.url, probe: false }, somebody)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    await fleet.register({ kitId: 'kit-1', apiUrl: kit.url, probe: false }, somebody);
    await expect.poll(statusOf).toBe('OFFLINE');
  });

  test('refuses an id or an address that is taken', async () => {
    await fleet.register({ kitId: 'kit-1', apiUrl: kit.url }, somebody);
    await expect(
      fleet.register({ kitId: 'kit-1', apiUrl: 'http://127.0.0.1:9' }, somebody),
    ).rejects.toMatchObject({ code: 'CONFLICT', field: 'kitId' });
    await expect(fleet.register({ kitId: 'kit-2', apiUrl: kit.url }, somebody)).rejects.toMatchObject({
      code: 'CONFLICT',
      field: 'apiUrl',
    });
  });

  test('changes nothing when it cannot be stored', async () => {
    database.setAway(true);
    await expect(fleet.register({ kitId: 'kit-1', apiUrl: kit.url }, somebody)).rejects.toThrow(
      'database away',
    );
    expect(fleet.kits()).toEqual([]);
  });

  test('without an address, it pushes: nobody is asked, and it needs an id', async () => {
    await expect(fleet.register({ name: 'North' }, somebody)).rejects.toMatchObject({
      issues: [{ path: ['input', 'kitId'], message: 'is needed for a kit that pushes' }],
    });
    expect(await fleet.register({ kitId: 'north', probe: true }, somebody)).toMatchObject({
      kitId: 'north',
      name: 'north',
      apiUrl: null,
      status: 'UNKNOWN',
    });
    await fleet.register({ kitId: 'south' }, somebody);
    expect([...database.kits.keys()]).toEqual(['north', 'south']);
    expect(fleet.collectorState('north')).toBeNull();
    expect(await fleet.pollNow('north')).toMatchObject({
      ok: false,
      error: 'the kit pushes, so that there is nothing to poll',
    });
    expect(kit.requests).toEqual([]);
  });
});
