import { chmod, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSpool } from '../../src/ingest/lmdb-spool.js';
import { SpoolFullError, type Spool } from '../../src/ingest/spool.js';
import type { SinkRecord } from '../../src/sinks/sink.js';
import { captureLogs, type CapturedLogs } from '../support/logs.js';
import { aTrackReport, NOON_MS } from '../support/observations.js';
import { waitFor } from '../support/wait-for.js';

const MIB = 1024 * 1024;

let directory: string;
let logs: CapturedLogs;
let nowMs: number;
const opened: Spool[] = [];

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'airpicture-spool-')), 'tsdb');
  logs = captureLogs();
  nowMs = NOON_MS;
});

afterEach(async () => {
  for (const spool of opened.splice(0)) await spool.close();
  await rm(join(directory, '..'), { recursive: true });
});

async function openSpool({ maxBytes = 64 * MIB } = {}): Promise<Spool> {
  const spool = createSpool({ directory, maxBytes, logger: logs.logger, now: () => nowMs });
  opened.push(spool);
  await spool.open();
  return spool;
}

async function reopen(spool: Spool): Promise<Spool> {
  await spool.close();
  return openSpool({ maxBytes: spool.maxBytes });
}

const aReport = (number: number, description: string | null = null) =>
  aTrackReport({ droneId: `drone-${number}`, description });

const reports = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => aReport(from + index));

const idsOf = (records: readonly SinkRecord[]) =>
  records.map((record) => (record.type === 'track' ? record.droneId : null));

const oldestIds = (spool: Spool, limit = 1_000_000) => idsOf(spool.oldest(limit).map(({ record }) => record));

/** Writes garbage over what the file has of a text; returns how often it had it. */
async function spoil(text: string): Promise<number> {
  const path = join(directory, 'data.mdb');
  const bytes = await readFile(path);
  let found = 0;
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + text.length)) {
    bytes.fill('?', at, at + text.length);
    found++;
  }
  await writeFile(path, bytes);
  return found;
}

async function overwrite(at: number, bytes: Buffer): Promise<void> {
  const handle = await open(join(directory, 'data.mdb'), 'r+');
  await handle.write(bytes, 0, bytes.length, at);
  await handle.close();
}

test('gives back what was appended, the oldest first, also after it was opened again', async () => {
  const spool = await openSpool();
  await spool.append(reports(3));
  nowMs += 60_000;
  await spool.append(reports(2, 3));
  expect(spool.oldest(2).map(({ record }) => record)).toEqual(reports(2));
  expect(spool.newest(2)).toEqual([aReport(4), aReport(3)]);
  const again = await reopen(spool);
  expect(oldestIds(again)).toEqual(['drone-0', 'drone-1', 'drone-2', 'drone-3', 'drone-4']);
  expect(again).toMatchObject({ size: 5, oldestAtMs: NOON_MS, quarantined: 0 });
  await again.remove(again.oldest(3).map(({ key }) => key));
  expect(again).toMatchObject({ size: 2, oldestAtMs: NOON_MS + 60_000 });
});

test('keys grow over restarts, also when it was empty in between', async () => {
  const spool = await openSpool();
  await spool.append(reports(3));
  const keys = spool.oldest(3).map(({ key }) => key);
  await spool.remove(keys);
  expect(spool).toMatchObject({ size: 0, oldestAtMs: null });
  const again = await reopen(spool);
  await again.append(reports(1));
  expect(again.oldest(1)[0]?.key).toBeGreaterThan(Math.max(...keys));
});

test('what is appended at the same time keeps its order', async () => {
  const spool = await openSpool();
  await Promise.all(Array.from({ length: 50 }, (_, index) => spool.append(reports(10, index * 10))));
  expect(oldestIds(spool)).toEqual(idsOf(reports(500)));
});

test('R8: nobody else can read its files', async () => {
  const spool = await openSpool();
  await spool.append(reports(1));
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  const files = await readdir(directory);
  expect(files.toSorted()).toEqual(['airpicture.lock', 'data.mdb', 'lock.mdb', 'spare']);
  for (const file of files) expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
});

test('R8: closes a directory that was open to others', async () => {
  await (await openSpool()).close();
  await chmod(directory, 0o755);
  await openSpool();
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
});

test('only one can have it open', async () => {
  const spool = await openSpool();
  await expect(openSpool()).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
  await spool.close();
  await expect(openSpool()).resolves.toBeDefined();
});

test('closing waits for what is being appended, may be done twice, and without having been opened', async () => {
  const spool = await openSpool();
  const appending = spool.append(reports(100));
  await spool.close();
  await appending;
  await spool.close();
  expect((await openSpool()).size).toBe(100);
  await createSpool({
    directory: `${directory}-2`,
    maxBytes: MIB,
    logger: logs.logger,
    now: () => nowMs,
  }).close();
});

test.for([
  ['small', 50],
  ['usual', 300],
  ['large', 4000],
  ['very large', 40_000],
] as const)(
  '%s records: the file never exceeds its limit, and what was removed makes room again',
  async ([, length]) => {
    const spool = await openSpool({ maxBytes: 8 * MIB });
    const batch = Array.from({ length: Math.ceil(50_000 / (length + 900)) }, (_, index) =>
      aReport(index, 'x'.repeat(length)),
    );
    const fill = async () => {
      for (let appended = 0; ; appended++) {
        try {
          await spool.append(batch);
        } catch (error) {
          expect(error).toBeInstanceOf(SpoolFullError);
          return appended;
        }
      }
    };
    const first = await fill();
    expect(spool.size).toBe(first * batch.length);
    expect(first * JSON.stringify(batch).length).toBeGreaterThan(0.5 * spool.maxBytes);
    for (let round = 0; round < 4; round++) {
      while (spool.size > 0) await spool.remove(spool.oldest(1000).map(({ key }) => key));
      expect(await fill()).toBeGreaterThan(0.7 * first);
      expect((await stat(join(directory, 'data.mdb'))).size).toBeLessThanOrEqual(spool.maxBytes);
      expect(spool.bytes).toBeLessThanOrEqual(spool.maxBytes);
    }
  },
);

test('what was kept under a larger limit is all there under a smaller one, which then takes nothing more', async () => {
  const larger = await openSpool({ maxBytes: 8 * MIB });
  const text = 'x'.repeat(4000);
  for (let from = 0; from < 500; from += 50)
    await larger.append(Array.from({ length: 50 }, (_, index) => aReport(from + index, text)));
  const ids = oldestIds(larger);
  await larger.close();
  const smaller = await openSpool({ maxBytes: MIB });
  expect(smaller.size).toBe(500);
  expect(oldestIds(smaller)).toEqual(ids);
  await expect(smaller.append([aReport(500)])).rejects.toBeInstanceOf(SpoolFullError);
  expect(smaller.size).toBe(500);
});

test('R8: a record that cannot be read is set aside and counted, and the rest goes on', async () => {
  const spool = await openSpool();
  await spool.append([aReport(0), aReport(1, 'SPOILED'), aReport(2), aReport(3, 'SPOILED'), aReport(4)]);
  await spool.close();
  expect(await spoil('SPOILED')).toBeGreaterThanOrEqual(2);
  const again = await openSpool();
  expect(oldestIds(again, 2)).toEqual(['drone-0', 'drone-2']);
  expect(oldestIds(again)).toEqual(['drone-0', 'drone-2', 'drone-4']);
  expect(idsOf(again.newest(10))).toEqual(['drone-4', 'drone-2', 'drone-0']);
  await waitFor(() => {
    expect(oldestIds(again)).toHaveLength(3);
    expect(again).toMatchObject({ size: 3, quarantined: 2 });
  });
  const third = await reopen(again);
  expect(third).toMatchObject({ size: 3, quarantined: 2 });
  expect(oldestIds(third)).toHaveLength(3);
});

test('any number of records that cannot be read stands in nobody’s way', async () => {
  const spool = await openSpool();
  await spool.append(Array.from({ length: 5000 }, (_, index) => aReport(index, 'SPOILED')));
  await spool.append([aReport(5000)]);
  await spool.close();
  await spoil('SPOILED');
  const again = await openSpool();
  expect(oldestIds(again, 1)).toEqual(['drone-5000']);
  await waitFor(() => {
    expect(oldestIds(again, 1)).toEqual(['drone-5000']);
    expect(again).toMatchObject({ size: 1, quarantined: 5000 });
  });
});

test.for([
  ['a head of garbage', () => overwrite(0, Buffer.alloc(10_000, 0xa5))],
  ['a second page of garbage', () => overwrite(4096, Buffer.alloc(100, 0xff))],
  ['garbage behind its head', () => overwrite(8192, Buffer.alloc(200_000, 0xa5))],
  [
    'pages that are other pages',
    async () => {
      const bytes = await readFile(join(directory, 'data.mdb'));
      await overwrite(8192, bytes.subarray(16_384, 120_000));
    },
  ],
  ['half of its length', () => truncate(join(directory, 'data.mdb'), 40_000)],
  ['a torn first page', () => truncate(join(directory, 'data.mdb'), 100)],
] as const)('a file with %s is set aside, and an empty one begun', async ([, damage]) => {
  const spool = await openSpool();
  await spool.append(reports(500));
  await spool.close();
  await damage();
  const again = await openSpool();
  expect(again).toMatchObject({ size: 0, quarantined: 1 });
  expect(logs.count('spool is damaged, it is set aside and a new one begun')).toBe(1);
  expect((await readdir(directory)).filter((file) => file.includes('.damaged-'))).toHaveLength(1);
  await again.append(reports(2));
  const third = await reopen(again);
  expect(oldestIds(third)).toEqual(['drone-0', 'drone-1']);
  expect(third.quarantined).toBe(1);
});
