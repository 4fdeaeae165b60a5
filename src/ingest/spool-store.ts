import { open, type Database, type RootDatabase } from 'lmdb';
import type { SinkRecord } from '../sinks/sink.js';
import { PAGE_BYTES } from './spool-file.js';
import { decodeRecord } from './spool-record.js';
import type { Spooled } from './spool.js';

/** The LMDB file of a spool, and what it says about itself. */
export interface SpoolStore {
  /** The waiting records, as `encodeRecord` makes them. */
  readonly records: Database<Buffer, number>;
  /** Records that cannot be read, under the key that they had. */
  readonly quarantine: Database<Buffer, number>;
  /** Also the keys of some that cannot be read, if any are in the way. */
  readonly oldest: (limit: number) => {
    readonly found: readonly Spooled[];
    readonly unreadable: readonly number[];
  };
  readonly newest: (limit: number) => readonly SinkRecord[];
  readonly oldestAtMs: () => number | null;
  /** Larger than any key that ever was in the file. */
  readonly nextKey: () => number;
  /** Only within `commit`, when records are removed: the last key is gone with the last record. */
  readonly saveNextKey: (key: number) => void;
  readonly usage: () => StoreUsage;
  /** All that `write` puts and removes, or nothing; on disk when it resolves. @throws why it is not */
  readonly commit: (write: () => void) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface StoreUsage {
  readonly records: number;
  readonly quarantined: number;
  /** Of the file; those behind were never used. */
  readonly pages: number;
  /** Of them, those that hold something. */
  readonly livePages: number;
  readonly quarantinePages: number;
}

interface Tree {
  readonly entryCount: number;
  readonly treeBranchPageCount: number;
  readonly treeLeafPageCount: number;
  readonly overflowPages: number;
}

interface Stats extends Tree {
  readonly root: Tree;
  readonly free: Tree;
  readonly lastPageNumber: number;
}

/** To be set aside at once; the others are found again. */
const MAX_UNREADABLE = 1000;

const HEADER_PAGES = 2;
const NEXT_KEY = 'nextKey';

/** @throws when the file is not LMDB's */
export function openStore(directory: string, maxBytes: number): SpoolStore {
  const root: RootDatabase<Buffer, string> = open({
    path: directory,
    noSubdir: false,
    encoding: 'binary',
    maxDbs: 3,
    pageSize: PAGE_BYTES,
    // Address space, not memory. More than is ever used, so that it is never mapped anew.
    mapSize: maxBytes + 64 * 1024 * 1024,
    // With this a commit resolves only after fdatasync, and after the header that makes it valid is synced.
    overlappingSync: false,
    // Each commit is one explicit batch; another around it would reject a promise that nobody holds.
    eventTurnBatching: false,
  });
  const records = root.openDB<Buffer, number>({ name: 'records', encoding: 'binary' });
  const quarantine = root.openDB<Buffer, number>({ name: 'quarantine', encoding: 'binary' });
  const state = root.openDB<Buffer, string>({ name: 'state', encoding: 'binary' });

  const statsOf = (database: { getStats(): object }) => database.getStats() as Stats;

  return {
    records,
    quarantine,
    oldest(limit) {
      const found: Spooled[] = [];
      const unreadable: number[] = [];
      for (const { key, value } of records.getRange()) {
        if (found.length >= limit) break;
        const decoded = decodeRecord(value);
        if (decoded !== null) found.push({ key, record: decoded.record });
        else if (unreadable.length < MAX_UNREADABLE) unreadable.push(key);
      }
      return { found, unreadable };
    },
    newest(limit) {
      const found: SinkRecord[] = [];
      for (const { value } of records.getRange({ reverse: true })) {
        if (found.length >= limit) break;
        const decoded = decodeRecord(value);
        if (decoded !== null) found.push(decoded.record);
      }
      return found;
    },
    oldestAtMs() {
      for (const { value } of records.getRange()) {
        const decoded = decodeRecord(value);
        if (decoded !== null) return decoded.appendedAtMs;
      }
      return null;
    },
    nextKey() {
      const [last = 0] = records.getKeys({ reverse: true, limit: 1 });
      return Math.max(last + 1, state.get(NEXT_KEY)?.readDoubleBE() ?? 1);
    },
    saveNextKey(key) {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleBE(key);
      void state.put(NEXT_KEY, bytes);
    },
    usage() {
      records.resetReadTxn();
      const waiting = statsOf(records);
      const unreadable = statsOf(quarantine);
      const trees = [waiting, unreadable, statsOf(state), waiting.root, waiting.free];
      return {
        records: waiting.entryCount,
        quarantined: unreadable.entryCount,
        pages: waiting.lastPageNumber + 1,
        livePages: HEADER_PAGES + trees.reduce((sum, tree) => sum + pagesOf(tree), 0),
        quarantinePages: pagesOf(unreadable),
      };
    },
    async commit(write) {
      try {
        await records.batch(write);
      } catch (error) {
        // The reason is in a promise of its own, which must not stay unhandled.
        const { commitError } = error as { commitError?: Promise<never> };
        if (commitError === undefined) throw error;
        await commitError;
      }
    },
    close: () => root.close(),
  };
}

function pagesOf({ treeBranchPageCount, treeLeafPageCount, overflowPages }: Tree): number {
  return treeBranchPageCount + treeLeafPageCount + overflowPages;
}

/** LMDB's own errors are about the file; the system's are about the disk. */
export function isDamage(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('MDB_');
}
