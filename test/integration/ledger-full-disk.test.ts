import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { READY_AGAIN_MS, startCrashRig, type CrashRig } from '../support/crash-rig.js';
import type { PushClients } from '../support/push-client.js';
import { canMountTmpfs, mountTmpfs, type Tmpfs } from '../support/tmpfs.js';
import { waitFor } from '../support/wait-for.js';

const MIB = 1024 * 1024;
const SMALL = 6 * MIB;
const LARGE = 128 * MIB;
/** A sink that failed for some time is left alone for a minute. */
const STORED_AGAIN_MS = 90_000;
const TIMEOUT_MS = STORED_AGAIN_MS + 60_000;

let rig: CrashRig;
let disk: Tmpfs;
let clients: PushClients;

describe.runIf(canMountTmpfs)('when the disk of the spool fills up while the database is away', () => {
  beforeAll(async () => {
    rig = await startCrashRig((dataDir) => {
      disk = mountTmpfs(SMALL, join(dataDir, 'spool'));
    });
  });
  afterAll(async () => {
    await rig.server.stop();
    disk.unmount();
    await rig.stop();
  });

  beforeEach(async () => {
    clients = rig.push({ padding: 250 });
    await acknowledgedMore(500);
    await rig.postgres.kill();
    await refusedMore(8);
  }, TIMEOUT_MS);

  afterEach(async () => {
    await clients.stop();
    const { missing, doubled, unknown } = await rig.audit(STORED_AGAIN_MS);
    expect({ missing, doubled, unknown, complaints: clients.complaints }).toEqual({
      missing: [],
      doubled: [],
      unknown: [],
      complaints: [],
    });
  }, TIMEOUT_MS);

  test(
    'pushes get 503 until the database is back, and nothing acknowledged is lost',
    async () => {
      await rig.postgres.start();
      expect(await rig.untilReady()).toBeLessThan(READY_AGAIN_MS);
      await acknowledgedMore(500);
    },
    TIMEOUT_MS,
  );

  test(
    'killed in that state, the server loses nothing of what it acknowledged',
    async () => {
      await rig.killServer();
      rig.spawnServer();
      await refusedMore(8);
      await rig.postgres.start();
      expect(await rig.untilReady()).toBeLessThan(READY_AGAIN_MS);
      await acknowledgedMore(500);
    },
    TIMEOUT_MS,
  );

  test(
    'pushes are taken again as soon as there is room, although the database is still away',
    async () => {
      disk.resize(LARGE);
      await acknowledgedMore(500);
      await rig.postgres.start();
      expect(await rig.untilReady()).toBeLessThan(READY_AGAIN_MS);
    },
    TIMEOUT_MS,
  );
});

async function acknowledgedMore(records: number): Promise<void> {
  const goal = rig.ledger.acknowledged + records;
  await vi.waitFor(() => expect(rig.ledger.acknowledged).toBeGreaterThanOrEqual(goal), {
    timeout: STORED_AGAIN_MS,
  });
}

async function refusedMore(pushes: number): Promise<void> {
  const refused = () => clients.answers.get(503) ?? 0;
  const goal = refused() + pushes;
  await waitFor(() => expect(refused()).toBeGreaterThanOrEqual(goal));
}
