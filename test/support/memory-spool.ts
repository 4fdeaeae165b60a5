import { type Spool, type Spooled, SpoolFullError } from '../../src/ingest/spool.js';
import type { SinkRecord } from '../../src/sinks/sink.js';

export interface MemorySpool extends Spool {
  /** From now on appending fails with this; null: it works again. */
  failWith(error: Error | null): void;
  /** From now on appending and removing wait until `thaw`. */
  freeze(): void;
  thaw(): void;
  records(): readonly SinkRecord[];
}

/** A spool that forgets with its process: a record counts as `bytesPerRecord`. */
export function createMemorySpool({
  maxBytes = 1_000_000,
  bytesPerRecord = 1,
  now = Date.now,
}: { maxBytes?: number; bytesPerRecord?: number; now?: () => number } = {}): MemorySpool {
  let isOpen = false;
  let nextKey = 1;
  let failure: Error | null = null;
  let frozen: Promise<void> | null = null;
  let thaw = () => undefined as void;
  let kept: (Spooled & { readonly atMs: number })[] = [];
  const opened = () => {
    if (!isOpen) throw new Error('the spool is not open');
  };
  const copyOf = (record: SinkRecord) => JSON.parse(JSON.stringify(record)) as SinkRecord;
  return {
    open() {
      isOpen = true;
      return Promise.resolve();
    },
    close() {
      isOpen = false;
      return Promise.resolve();
    },
    async append(records) {
      opened();
      await frozen;
      if (failure !== null) throw failure;
      if ((kept.length + records.length) * bytesPerRecord > maxBytes) throw new SpoolFullError('full');
      for (const record of records) kept.push({ key: nextKey++, record: copyOf(record), atMs: now() });
    },
    oldest(limit) {
      opened();
      return kept.slice(0, limit);
    },
    newest: (limit) =>
      kept
        .slice(-limit)
        .map(({ record }) => record)
        .toReversed(),
    async remove(keys) {
      opened();
      await frozen;
      const gone = new Set(keys);
      kept = kept.filter(({ key }) => !gone.has(key));
    },
    get size() {
      return kept.length;
    },
    get bytes() {
      return kept.length * bytesPerRecord;
    },
    maxBytes,
    quarantined: 0,
    get oldestAtMs() {
      return kept[0]?.atMs ?? null;
    },
    failWith: (error) => void (failure = error),
    freeze() {
      frozen = new Promise((resolve) => (thaw = resolve));
    },
    thaw() {
      frozen = null;
      thaw();
    },
    records: () => kept.map(({ record }) => record),
  };
}
