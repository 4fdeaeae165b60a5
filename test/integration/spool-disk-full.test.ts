import { rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSpool } from '../../src/ingest/lmdb-spool.js';
import { SpoolFullError, type Spool } from '../../src/ingest/spool.js';
import { captureLogs } from '../support/logs.js';
import { aTrackReport, NOON_MS } from '../support/observations.js';
import { canMountTmpfs, mountTmpfs, type Tmpfs } from '../support/tmpfs.js';

const MIB = 1024 * 1024;

describe.runIf(canMountTmpfs)('a disk without room', () => {
  let disk: Tmpfs;
  let spool: Spool;

  beforeEach(() => {
    disk = mountTmpfs(8 * MIB);
  });

  afterEach(async () => {
    await spool.close();
    disk.unmount();
  });

  async function openSpool(): Promise<void> {
    spool = createSpool({
      directory: join(disk.path, 'tsdb'),
      maxBytes: 1024 * MIB,
      logger: captureLogs().logger,
      now: () => NOON_MS,
    });
    await spool.open();
  }

  let next = 0;
  const kept: string[] = [];
  beforeEach(() => {
    next = 0;
    kept.length = 0;
  });

  async function append(count: number): Promise<void> {
    const ids = Array.from({ length: count }, () => String(next++));
    await spool.append(ids.map((droneId) => aTrackReport({ droneId, description: 'x'.repeat(300) })));
    kept.push(...ids);
  }

  async function fill(): Promise<void> {
    for (;;) {
      try {
        await append(50);
      } catch (error) {
        expect(error).toBeInstanceOf(SpoolFullError);
        return;
      }
    }
  }

  const idsOnDisk = () =>
    spool.oldest(1_000_000).map(({ record }) => (record.type === 'track' ? record.droneId : null));

  test('refuses what does not fit, keeps the rest, and goes on when there is room', async () => {
    await writeFile(join(disk.path, 'beside'), Buffer.alloc(3 * MIB));
    await openSpool();
    await fill();
    expect(kept.length).toBeGreaterThan(1000);
    expect(idsOnDisk()).toEqual(kept);
    await spool.close();
    await openSpool();
    expect(idsOnDisk()).toEqual(kept);
    await expect(append(50)).rejects.toBeInstanceOf(SpoolFullError);
    await rm(join(disk.path, 'beside'));
    await append(50);
    await fill();
    expect(idsOnDisk()).toEqual(kept);
  });

  test('a process that starts again on it reads all that was kept', async () => {
    for (let start = 0; start < 3; start++) {
      await openSpool();
      await fill();
      // To the last byte, as others on the disk may.
      await writeFile(join(disk.path, `others-${start}`), Buffer.alloc(8 * MIB)).catch(() => undefined);
      await spool.close();
    }
    await openSpool();
    expect(idsOnDisk()).toEqual(kept);
  });

  test('what is in it can be removed while the disk is full, and makes room for as much', async () => {
    await openSpool();
    await fill();
    // Somebody else takes the last byte.
    await writeFile(join(disk.path, 'beside'), Buffer.alloc(8 * MIB)).catch(() => null);
    for (let round = 0; round < 5; round++) {
      const before = kept.length;
      while (spool.size > 0) {
        const oldest = spool.oldest(200);
        await spool.remove(oldest.map(({ key }) => key));
        kept.splice(0, oldest.length);
        expect(idsOnDisk()).toEqual(kept);
      }
      await fill();
      expect(kept.length).toBeGreaterThan(0.8 * before);
      expect(idsOnDisk()).toEqual(kept);
    }
  });

  test('a file that is full of holes, as when others reserved it, loses nothing either', async () => {
    await openSpool();
    await append(50);
    const size = (await stat(join(disk.path, 'tsdb', 'data.mdb'))).size;
    await spool.close();
    // LMDB believes to have room, and finds in the middle of a commit that the disk has none.
    await truncate(join(disk.path, 'tsdb', 'data.mdb'), size + 64 * MIB);
    await openSpool();
    await fill();
    expect(idsOnDisk()).toEqual(kept);
    await spool.remove(spool.oldest(1).map(({ key }) => key)).catch((error: unknown) => {
      expect(error).toBeInstanceOf(SpoolFullError);
      kept.unshift(kept[0] ?? '');
    });
    kept.shift();
    expect(idsOnDisk()).toEqual(kept);
  });
});
