import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { lockDataDir } from '../db/data-dir-lock.js';
import { damageOf } from './spool-check.js';
import {
  countSetAside,
  dataFile,
  keepSpare,
  makeDirectory,
  makeFiles,
  PAGE_BYTES,
  reserve,
  setAside,
  withSpare,
} from './spool-file.js';
import { pagesKeptFree, pagesToAppend, pagesToCommit } from './spool-pages.js';
import { encodeRecord } from './spool-record.js';
import { type Append, count, type Pending, type Removal } from './spool-request.js';
import { isDamage, openStore, type SpoolStore, type StoreUsage } from './spool-store.js';
import { SpoolFullError, type Spool } from './spool.js';

/** 64 MiB. */
const MAX_MAPPED_PAGES = 16_384;

export interface LmdbSpoolOptions {
  /** Its own: nothing else may be in it. */
  readonly directory: string;
  readonly maxBytes: number;
  readonly logger: Logger;
  readonly now: () => number;
}

/** More unreadable records than this are not kept, only counted. */
const MAX_QUARANTINED = 1000;

/** And not more than this share of the spool. */
const QUARANTINE_SHARE = 1 / 16;

const NOTHING = { found: [], unreadable: [] };

const EMPTY: StoreUsage = { records: 0, quarantined: 0, pages: 0, livePages: 0, quarantinePages: 0 };

/**
 * A spool in an LMDB file. Commits follow one another: whatever is appended or removed while one is
 * being synced goes into the next together.
 */
export function createSpool({ directory, maxBytes, logger, now }: LmdbSpoolOptions): Spool {
  const maxPages = Math.floor(maxBytes / PAGE_BYTES);
  const keptFree = pagesKeptFree(maxPages);
  let unlock: (() => Promise<void>) | null = null;
  /** Null also while it is opened again after a commit failed. */
  let store: SpoolStore | null = null;
  let usage = EMPTY;
  /** Used since the file was opened, about. */
  let mappedPages = 0;
  /** Reserved on the disk, as far as is known. */
  let fileBytes = 0;
  let nextKey = 1;
  let quarantinedBefore = 0;
  let quarantinedSince = 0;
  let appends: Append[] = [];
  let removals: Removal[] = [];
  let unreadable: readonly number[] = [];
  /** By whoever read in the file. */
  let damageFound: string | null = null;
  let working: Promise<void> | null = null;

  async function openFile(): Promise<void> {
    const damage = await damageOf(dataFile(directory));
    if (damage !== null) {
      await beginAnew(damage);
      return;
    }
    await makeFiles(directory);
    try {
      reopen();
    } catch (error) {
      await beginAnew((error as Error).message);
    }
  }

  function reopen(): SpoolStore {
    store = openStore(directory, maxBytes);
    usage = store.usage();
    fileBytes = 0;
    mappedPages = 0;
    nextKey = Math.max(nextKey, store.nextKey());
    return store;
  }

  async function beginAnew(damage: string): Promise<void> {
    const damaged = store;
    store = null;
    usage = EMPTY;
    await damaged?.close();
    await setAside(directory, now());
    quarantinedSince++;
    logger.error({ directory, damage }, 'spool is damaged, it is set aside and a new one begun');
    await makeFiles(directory);
    reopen();
  }

  const hasWork = () => appends.length + removals.length + unreadable.length > 0 || damageFound !== null;

  /** One at a time, until nothing waits. */
  function work(): void {
    working ??= commitAll().finally(() => {
      working = null;
      // What came between the last look and now.
      if (hasWork()) work();
    });
  }

  async function commitAll(): Promise<void> {
    while (hasWork()) {
      const [adding, removing, leaving, damage] = [appends, removals, unreadable, damageFound];
      [appends, removals] = [[], []];
      try {
        if (damage !== null) await beginAnew(damage);
        const admitted = await admit(adding, removing);
        await commit(admitted, removing, leaving);
        for (const { resolve } of [...admitted, ...removing]) resolve();
      } catch (error) {
        const full = new SpoolFullError(`${directory} cannot be written to`, { cause: error });
        // It does nothing to those that were rejected already.
        for (const { reject } of [...adding, ...removing]) reject(full);
      } finally {
        if (leaving.length > 0) unreadable = [];
        if (damage !== null) damageFound = null;
      }
    }
  }

  /** Rejects what there is no room for. */
  async function admit(adding: readonly Append[], removing: readonly Removal[]): Promise<readonly Append[]> {
    const overhead = keptFree + pagesToCommit(count(adding, 'values') + count(removing, 'keys'));
    const needs = adding.map(({ values }) => pagesToAppend(values.map((value) => value.length)));
    const need = needs.reduce((sum, pages) => sum + pages, overhead);
    let room = 0;
    if (adding.length > 0) {
      const wanted = Math.min(maxPages, usage.pages + need) * PAGE_BYTES;
      if (fileBytes < wanted) fileBytes = await reserve(directory, wanted, maxPages * PAGE_BYTES);
      const unused = Math.floor(fileBytes / PAGE_BYTES) - usage.pages;
      // Freed pages can be used only two commits later, and a large record needs several in a row.
      const freed = Math.floor((usage.pages - usage.livePages) / 2);
      // The file may be from under a larger limit.
      room = Math.min(Math.max(0, unused) + freed, maxPages - usage.livePages) - overhead;
    }
    return adding.filter(({ reject }, index) => {
      const pages = needs[index] ?? 0;
      if (pages <= room) {
        room -= pages;
        return true;
      }
      reject(new SpoolFullError(`no room for more in ${directory}`));
      return false;
    });
  }

  async function commit(
    adding: readonly Append[],
    removing: readonly Removal[],
    leaving: readonly number[],
  ): Promise<void> {
    if (adding.length + removing.length + leaving.length === 0) return;
    const current = store ?? reopen();
    const { records, quarantine } = current;
    let key = nextKey;
    let room = Math.floor(maxPages * QUARANTINE_SHARE) - usage.quarantinePages;
    let kept = usage.quarantined;
    try {
      const moving = leaving.map((old) => ({ old, value: records.get(old) }));
      await current.commit(() => {
        for (const { values } of adding) for (const value of values) void records.put(key++, value);
        for (const { keys } of removing) for (const gone of keys) void records.remove(gone);
        for (const { old, value } of moving) {
          void records.remove(old);
          room -= value === undefined ? 0 : pagesToAppend([value.length]);
          if (value !== undefined && room >= 0 && kept++ < MAX_QUARANTINED) void quarantine.put(old, value);
        }
        if (removing.length + moving.length > 0) current.saveNextKey(key);
      });
    } catch (error) {
      logger.warn({ directory, err: error }, 'spool could not be written to');
      if (isDamage(error)) {
        await beginAnew((error as Error).message);
      } else {
        // LMDB does not go on with a file that it could not write its header to.
        store = null;
        await current.close();
        reopen();
      }
      throw error;
    }
    nextKey = key;
    quarantinedSince += leaving.length;
    usage = current.usage();
    await releasePages(current, adding, removing);
  }

  /** What was once read or written of the file stays mapped, and counts as ours, until it is opened anew. */
  async function releasePages(
    current: SpoolStore,
    adding: readonly Append[],
    removing: readonly Removal[],
  ): Promise<void> {
    const pagesPerRecord = usage.livePages / Math.max(1, usage.records);
    mappedPages += pagesToAppend(adding.flatMap(({ values }) => values.map((value) => value.length)));
    mappedPages += count(removing, 'keys') * Math.min(1, pagesPerRecord);
    if (mappedPages < MAX_MAPPED_PAGES) return;
    store = null;
    await current.close();
    reopen();
  }

  /** What the store says, or `otherwise` when the file is not to be believed. */
  function reading<T>(read: (store: SpoolStore) => T, otherwise: T): T {
    if (store === null) return otherwise;
    try {
      return read(store);
    } catch (error) {
      damageFound ??= (error as Error).message;
      work();
      return otherwise;
    }
  }

  function setAsideUnreadable(keys: readonly number[]): void {
    // The ones that are on their way already are found again until they are gone.
    if (keys.length === 0 || unreadable.length > 0) return;
    unreadable = keys;
    logger.error(
      { directory, firstKey: keys[0], records: keys.length },
      'spooled records cannot be read, they are set aside',
    );
    work();
  }

  function whenCommitted(enqueue: (pending: Pending) => void): Promise<void> {
    if (unlock === null) return Promise.reject(new Error('the spool is not open'));
    return new Promise((resolve, reject) => {
      enqueue({ resolve, reject });
      work();
    });
  }

  return {
    maxBytes,
    get size() {
      return usage.records;
    },
    get bytes() {
      return usage.livePages * PAGE_BYTES;
    },
    get quarantined() {
      return quarantinedBefore + quarantinedSince;
    },
    get oldestAtMs() {
      return reading((from) => from.oldestAtMs(), null);
    },
    async open() {
      if (unlock !== null) return;
      await makeDirectory(directory);
      const release = await withSpare(directory, () => lockDataDir(directory));
      try {
        await chmod(join(directory, 'airpicture.lock'), 0o600);
        await withSpare(directory, openFile);
        await keepSpare(directory);
        quarantinedBefore = usage.quarantined + (await countSetAside(directory));
        quarantinedSince = 0;
        unlock = release;
      } catch (error) {
        await release();
        throw error;
      }
    },
    async close() {
      if (unlock === null) return;
      const release = unlock;
      unlock = null;
      while (working !== null) await working;
      await store?.close();
      store = null;
      await release();
    },
    append(records) {
      const appendedAtMs = now();
      const values = records.map((record) => encodeRecord({ appendedAtMs, record }));
      return whenCommitted((pending) => appends.push({ values, ...pending }));
    },
    remove: (keys) => whenCommitted((pending) => removals.push({ keys, ...pending })),
    oldest(limit) {
      const { found, unreadable: inTheWay } = reading((from) => from.oldest(limit), NOTHING);
      setAsideUnreadable(inTheWay);
      return found;
    },
    newest: (limit) => reading((from) => from.newest(limit), []),
  };
}
