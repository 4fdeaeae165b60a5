import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createKitStore } from '../../src/db/kits.js';
import { recentKitTimes } from '../../src/db/recent.js';
import type { KitStore } from '../../src/domain/kit-store.js';
import type { KitConfig, KitProgress } from '../../src/domain/kit.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aDeadLetter, storeRecords } from '../support/dead-letters.js';
import { aLogEvent } from '../support/log-events.js';
import { somebody } from '../support/viewers.js';

let database: TestDatabase;
let kits: KitStore;

beforeAll(async () => {
  database = await createTestDatabase();
  kits = createKitStore(database.pool);
});
afterAll(() => database.drop());
beforeEach(() => database.pool.query('TRUNCATE kits, drones, signals, system_health, events, dead_letters'));

const aConfig = (given: Partial<KitConfig> = {}): KitConfig => ({
  kitId: 'kit-1',
  name: 'North',
  location: 'Mast',
  apiUrl: 'http://10.0.0.1:8088',
  enabled: true,
  pollIntervalMs: 2000,
  statusPollIntervalMs: null,
  ...given,
});

const someProgress = (given: Partial<KitProgress> = {}): KitProgress => ({
  kitId: 'kit-1',
  uid: 'wardragon-1',
  status: 'ONLINE',
  lastSeenMs: 1_780_000_000_123,
  position: { lat: 46.7, lon: 8, altitudeM: null },
  clockOffsetMs: -3_600_000,
  ...given,
});

async function storeReports(kitId: string): Promise<void> {
  const row = "(to_timestamp(1780000000), now(), 'test', 'kit', $1::text, 1780000000.5";
  await database.pool.query(
    `INSERT INTO drones (time, received_at, source_id, time_source, kit_id, kit_time_s, drone_id, kind) VALUES ${row}, 'drone-A', 'DRONE')`,
    [kitId],
  );
  await database.pool.query(
    `INSERT INTO signals (time, received_at, source_id, time_source, kit_id, kit_time_s, freq_mhz, signal_uid) VALUES ${row}, 5785, 'fpv')`,
    [kitId],
  );
  await database.pool.query(
    `INSERT INTO system_health (time, received_at, source_id, time_source, kit_id, kit_time_s) VALUES ${row})`,
    [kitId],
  );
  await storeRecords(database.pool, [
    aLogEvent({ kitId, eventId: randomUUID() }),
    aDeadLetter({ kitId, record: { kitId } }),
  ]);
}

async function countReports(): Promise<unknown> {
  const { rows } = await database.pool.query<{ kit_id: string; tables: string[] }>(
    `SELECT kit_id, array_agg(t ORDER BY t) AS tables FROM (
       SELECT 'drones' AS t, kit_id FROM drones UNION ALL SELECT 'signals', kit_id FROM signals
       UNION ALL SELECT 'system_health', kit_id FROM system_health
       UNION ALL SELECT 'events', kit_id FROM events UNION ALL SELECT 'dead_letters', kit_id FROM dead_letters) AS all_reports GROUP BY kit_id`,
  );
  return Object.fromEntries(rows.map(({ kit_id, tables }) => [kit_id, tables]));
}

test('a new kit is listed as it was given, with nothing known about it yet', async () => {
  const before = Date.now();
  const kit = await kits.insert(aConfig(), somebody);
  expect(kit).toEqual({
    ...aConfig(),
    uid: null,
    status: 'UNKNOWN',
    lastSeenMs: null,
    createdAtMs: expect.any(Number) as number,
    position: null,
    clockOffsetMs: 0,
    hasCredentials: false,
  });
  expect(Math.abs(kit.createdAtMs - before)).toBeLessThan(60_000);
  expect(await kits.list()).toEqual([kit]);
});

test('kits are listed by their id, whatever the locale', async () => {
  for (const kitId of ['b', 'B', 'ä', 'a-2', 'a10'])
    await kits.insert(aConfig({ kitId, apiUrl: null }), somebody);
  expect((await kits.list()).map(({ kitId }) => kitId)).toEqual(['B', 'a-2', 'a10', 'b', 'ä']);
});

test('an id or an address that is taken is a conflict that says which', async () => {
  await kits.insert(aConfig(), somebody);
  await expect(kits.insert(aConfig({ apiUrl: 'http://10.0.0.2:8088' }), somebody)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('"kit-1"') as string,
  });
  await expect(kits.insert(aConfig({ kitId: 'kit-2' }), somebody)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('http://10.0.0.1:8088') as string,
  });
  await kits.insert(aConfig({ kitId: 'kit-2', apiUrl: 'http://10.0.0.2:8088' }), somebody);
  await expect(kits.update(aConfig({ kitId: 'kit-2' }), somebody, 'updateKit')).rejects.toMatchObject({
    code: 'CONFLICT',
  });
});

test('several kits that push have no address', async () => {
  await kits.insert(aConfig({ apiUrl: null }), somebody);
  await kits.insert(aConfig({ kitId: 'kit-2', apiUrl: null }), somebody);
  expect(await kits.list()).toHaveLength(2);
});

test('only kits that are new in id and address are added, and those that are known stay as they are', async () => {
  await kits.insert(aConfig({ enabled: false }), somebody);
  const added = await kits.insertMissing(
    [
      aConfig({ name: 'renamed in the file' }),
      aConfig({ kitId: 'same-address' }),
      aConfig({ kitId: 'kit-2', apiUrl: 'http://10.0.0.2:8088' }),
      aConfig({ kitId: 'kit-2', apiUrl: 'http://10.0.0.3:8088' }),
    ],
    somebody,
  );
  expect(added.map(({ kitId, apiUrl }) => [kitId, apiUrl])).toEqual([['kit-2', 'http://10.0.0.2:8088']]);
  expect((await kits.list())[0]).toMatchObject({ kitId: 'kit-1', name: 'North', enabled: false });
  expect(await kits.insertMissing([], somebody)).toEqual([]);
});

test('an update replaces the configuration and keeps what is known', async () => {
  await kits.insert(aConfig(), somebody);
  await kits.saveProgress([someProgress()]);
  const changed = aConfig({
    name: 'South',
    location: null,
    enabled: false,
    pollIntervalMs: null,
    statusPollIntervalMs: 60_000,
  });
  expect(await kits.update(changed, somebody, 'updateKit')).toMatchObject({
    ...changed,
    uid: 'wardragon-1',
    status: 'ONLINE',
  });
  await expect(kits.update(aConfig({ kitId: 'nobody' }), somebody, 'updateKit')).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('credentials are kept apart, and end with the address that they are for', async () => {
  const sealed = Buffer.from([1, 0, 255, 92, 34]);
  const change = (given: object) => kits.update({ ...aConfig(), ...given }, somebody, 'updateKit');
  expect(await kits.insert({ ...aConfig(), sealedCredentials: sealed }, somebody)).toMatchObject({
    hasCredentials: true,
  });
  expect(JSON.stringify(await kits.list())).not.toContain('Buffer');
  expect(await kits.sealedCredentials()).toEqual(new Map([['kit-1', sealed]]));

  expect(await change({ name: 'South' })).toMatchObject({ hasCredentials: true });
  const other = Buffer.from([2]);
  await change({ apiUrl: 'http://10.0.0.2:8088', sealedCredentials: other });
  expect(await kits.sealedCredentials()).toEqual(new Map([['kit-1', other]]));
  // Also when whoever changes it forgets to say so.
  expect(await change({ apiUrl: 'http://10.0.0.3:8088' })).toMatchObject({ hasCredentials: false });

  await change({ sealedCredentials: sealed });
  expect(await change({ sealedCredentials: null })).toMatchObject({ hasCredentials: false });
  await expect(change({ apiUrl: null, sealedCredentials: sealed })).rejects.toThrow('kits_credentials_check');
  expect(await kits.sealedCredentials()).toEqual(new Map());
});

test('progress is stored, the time of the last contact never moves back, and unknown kits are ignored', async () => {
  await kits.insert(aConfig(), somebody);
  await kits.saveProgress([
    someProgress({ kitId: 'gone' }),
    someProgress({ status: 'STALE' }),
    someProgress(),
  ]);
  expect(await kits.list()).toMatchObject([someProgress()]);

  await kits.saveProgress([
    someProgress({ status: 'OFFLINE', lastSeenMs: 1_700_000_000_000, position: null, uid: null }),
  ]);
  expect(await kits.list()).toMatchObject([
    { status: 'OFFLINE', lastSeenMs: 1_780_000_000_123, position: null, uid: null },
  ]);
  await kits.saveProgress([someProgress({ lastSeenMs: null })]);
  expect((await kits.list())[0]?.lastSeenMs).toBe(1_780_000_000_123);
  await kits.saveProgress([]);
});

test('removing a kit keeps its history unless that is to go too', async () => {
  const all = ['dead_letters', 'drones', 'events', 'signals', 'system_health'];
  await kits.insert(aConfig(), somebody);
  await kits.insert(aConfig({ kitId: 'kit-2', apiUrl: null }), somebody);
  await storeReports('kit-1');
  await storeReports('kit-2');
  expect(await kits.remove('kit-1', { deleteHistory: false }, somebody)).toBe(true);
  expect(await countReports()).toEqual({ 'kit-1': all, 'kit-2': all });
  expect(await kits.remove('kit-1', { deleteHistory: true }, somebody)).toBe(false);
  expect(await kits.remove('kit-2', { deleteHistory: true }, somebody)).toBe(true);
  expect(await countReports()).toEqual({ 'kit-1': all });
  expect(await kits.list()).toEqual([]);
});

test('the newest kit time of each kit and id since a moment is known after a restart', async () => {
  await storeReports('kit-1');
  await database.pool.query(
    `INSERT INTO drones (time, received_at, source_id, time_source, kit_id, kit_time_s, drone_id, kind) VALUES
     (to_timestamp(1780000005), now(), 'test', 'kit', 'kit-1', 1780000005.25, 'drone-A', 'DRONE'),
     (to_timestamp(1780000005), now(), 'test', 'server', 'kit-1', null, 'drone-B', 'DRONE'),
     (to_timestamp(1770000000), now(), 'test', 'kit', 'kit-1', 1770000000, 'drone-old', 'DRONE')`,
  );
  const recent = await recentKitTimes(database.pool, 1_779_999_999_000);
  expect(recent.sort((a, b) => a.type.localeCompare(b.type))).toEqual([
    { type: 'kitStatus', kitId: 'kit-1', id: '', kitTimeS: 1_780_000_000.5 },
    { type: 'signal', kitId: 'kit-1', id: 'fpv', kitTimeS: 1_780_000_000.5 },
    { type: 'track', kitId: 'kit-1', id: 'drone-A', kitTimeS: 1_780_000_005.25 },
  ]);
});
