import { createHash } from 'node:crypto';
import { createLru } from '../ingest/lru.js';
import type { Reject } from './source.js';

/** A kit serves the same bad record at every poll; it is worth handing on once in this time. */
const QUIET_MS = 60_000;
/** Rejects that are remembered. */
const CAPACITY = 1_000;

export interface RecentRejects {
  /** Those of a poll that were not handed on lately; they count as handed on now. */
  fresh(rejects: readonly Reject[], nowMs: number): readonly Reject[];
}

export function createRecentRejects(): RecentRejects {
  const handedOnAtMs = createLru<number>(CAPACITY);
  return {
    fresh: (rejects, nowMs) =>
      rejects.filter(({ type, format, reason, record }) => {
        const key = createHash('sha256')
          .update(JSON.stringify([type, format, reason, record]))
          .digest('base64url');
        const lastAtMs = handedOnAtMs.get(key);
        // A clock that was put back must not silence a kit until it is caught up.
        if (lastAtMs !== undefined && Math.abs(nowMs - lastAtMs) < QUIET_MS) return false;
        handedOnAtMs.set(key, nowMs);
        return true;
      }),
  };
}
