import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Pushes } from './collectors/push/pushes.js';
import { forgetPushes, recentPushes } from './db/pushes.js';
import { recentKitTimes, recentReports } from './db/recent.js';
import type { LivePublisher } from './domain/live.js';
import { MAX_AHEAD_MS } from './domain/ranges.js';
import type { Dedupe } from './ingest/dedupe.js';
import type { Outlets } from './ingest/outlets.js';

/** A kit that was heard of longer ago is not served again by any kit. */
const KITS_REMEMBERED_MS = 3_600_000;
/** A push that comes again later than this counts as another one. */
const PUSHES_REMEMBERED_MS = 86_400_000;
/** Newest records on disk that are remembered, too. */
const SPOOLED_REMEMBERED = 50_000;

export interface MemoryOptions {
  readonly pool: Pool;
  readonly pushes: Pick<Pushes, 'remember'>;
  readonly dedupe: Dedupe;
  readonly outlets: Outlets;
  readonly live: Pick<LivePublisher, 'accept'>;
  /** What was reported longer ago is not in the live picture. */
  readonly trackTimeoutMs: number;
  readonly logger: Logger;
  readonly now: () => number;
}

/** What came before a restart: without it, what comes again is taken for new. */
export interface Memory {
  /** Whether pushes of before the restart are known. */
  readonly isComplete: boolean;
  /** From what waits on disk. */
  readSpooled(): void;
  /** From the database. */
  readStored(): Promise<void>;
  /** Deletes from the database what is too old to matter; returns how many pushes that were. */
  forgetOld(): Promise<number>;
}

export function createMemory({
  pool,
  pushes,
  dedupe,
  outlets,
  live,
  trackTimeoutMs,
  logger,
  now,
}: MemoryOptions): Memory {
  let isComplete = false;
  return {
    get isComplete() {
      return isComplete;
    },
    readSpooled() {
      const records = outlets.primary.delivery.newestSpooled(SPOOLED_REMEMBERED);
      // Oldest first: of one thing the newest reports are remembered.
      for (const record of records.toReversed()) {
        if (record.type === 'pushReceived') pushes.remember([record]);
        else if (record.type !== 'log' && record.type !== 'deadLetter') dedupe.isNew(record);
        if (record.type === 'track') live.accept([record]);
      }
    },
    async readStored() {
      pushes.remember(await recentPushes(pool, now() - PUSHES_REMEMBERED_MS));
      isComplete = true;
      try {
        dedupe.warm(await recentKitTimes(pool, now() - KITS_REMEMBERED_MS));
        const range = { fromMs: now() - trackTimeoutMs, toMs: now() + MAX_AHEAD_MS };
        live.accept(await recentReports(pool, range));
      } catch (error) {
        // The primary keys still refuse most of what comes again, and what flies is heard again.
        logger.warn({ err: error }, 'could not read what kits reported last');
      }
    },
    forgetOld: () => forgetPushes(pool, now() - PUSHES_REMEMBERED_MS),
  };
}
