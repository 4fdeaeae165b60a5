import type { Logger } from 'pino';
import { createBell } from '../domain/bell.js';
import type { SinkRecord } from '../sinks/sink.js';
import type { Blame } from './delivery-entry.js';
import type { Link } from './delivery-link.js';
import type { Mover } from './delivery-mover.js';
import type { Outcome } from './receipt.js';
import type { Spool } from './spool.js';

export interface DrainDeps {
  readonly spool: Spool;
  readonly link: Link;
  readonly mover: Mover;
  readonly logger: Logger;
  readonly now: () => number;
  readonly maxBatchRows: number;
  /** How long records wait on disk for others; null: not at all, and directly once the disk is empty. */
  readonly gatherMs: number | null;
  readonly bury: (record: SinkRecord, why: Blame, done: (outcome: Outcome) => void) => void;
}

/** Brings what is on disk to the sink, the oldest first. */
export interface Drain {
  /** The disk has something new, or nothing is on its way there any more. */
  ring(): void;
  /** The sink may be written to from now on. */
  resume(): void;
  readonly resumed: boolean;
  /** Until `stopping` aborts; a write that is under way goes on until `giving` aborts. */
  run(stopping: AbortSignal, giving: AbortSignal): Promise<void>;
}

const IDLE_MS = 2 ** 31 - 1;
const AGAIN_MS = 1000;

export function createDrain({
  spool,
  link,
  mover,
  logger,
  now,
  maxBatchRows,
  gatherMs,
  bury,
}: DrainDeps): Drain {
  const bell = createBell();
  let resumed = false;
  let drained = 0;

  async function run(stopping: AbortSignal, giving: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      if (!resumed || mover.direct) await bell.wait(IDLE_MS, stopping);
      else if (!link.rested) await link.rest(stopping);
      else if (spool.size === 0) {
        if (gatherMs === null && mover.goDirect()) wentDirect();
        else await bell.wait(IDLE_MS, stopping);
      } else {
        const gatheringMs = gatheringFor();
        if (gatheringMs > 0) await bell.wait(gatheringMs, stopping);
        else if (!(await drainOldest(giving))) await bell.wait(AGAIN_MS, stopping);
      }
    }
    mover.hold(false);
  }

  function wentDirect(): void {
    if (drained > 0) logger.info({ records: drained }, 'what waited on disk is written');
    drained = 0;
  }

  /** For how long the records on disk wait for others. */
  function gatheringFor(): number {
    if (gatherMs === null || spool.size >= maxBatchRows) return 0;
    const leftMs = (spool.oldestAtMs ?? 0) + gatherMs - now();
    // More than all of it: the clock was set back.
    return leftMs > gatherMs ? 0 : leftMs;
  }

  /** False when the same again has to wait for a better time. */
  async function drainOldest(giving: AbortSignal): Promise<boolean> {
    const oldest = spool.oldest(maxBatchRows);
    if (oldest.length === 0) return false;
    // The last of it: whatever comes now can soon go directly. Not while failing, since senders wait meanwhile.
    mover.hold(gatherMs === null && !link.failing && oldest.length === spool.size);
    const letters: Promise<void>[] = [];
    const stays = new Set<number>();
    const left = await link.write(
      oldest.map(({ record }) => record),
      {
        written: () => (drained += 1),
        refused(index, why) {
          const spooled = oldest[index];
          if (spooled === undefined) return;
          letters.push(
            new Promise((resolve) => {
              bury(spooled.record, why, (outcome) => {
                if (outcome === 'error') stays.add(index);
                resolve();
              });
            }),
          );
        },
      },
      giving,
    );
    // Dead letters may have to go to disk before what they are about leaves it.
    if (left.length > 0 || letters.length > 0) mover.hold(false);
    await Promise.all(letters);
    for (const index of left) stays.add(index);
    const gone = oldest.filter((_, index) => !stays.has(index)).map(({ key }) => key);
    const isRemoved = await removed(gone);
    if (!isRemoved) mover.hold(false);
    return left.length > 0 || (isRemoved && gone.length > 0);
  }

  async function removed(keys: readonly number[]): Promise<boolean> {
    try {
      if (keys.length > 0) await spool.remove(keys);
      return true;
    } catch (error) {
      logger.error({ err: error }, 'what was written could not be removed from disk, and is written again');
      return false;
    }
  }

  return {
    run,
    ring: () => bell.ring(),
    get resumed() {
      return resumed;
    },
    resume() {
      resumed = true;
      bell.ring();
    },
  };
}
