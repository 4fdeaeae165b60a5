import type { Logger } from 'pino';
import { endsWithin } from '../collectors/ends-within.js';
import { systemActor, type Actor } from '../domain/actor.js';
import type { AuditRecord } from '../domain/audit.js';

/** Somebody asked for a change that they may not make. */
export interface RefusedChange {
  readonly actor: Actor;
  readonly operation: string;
  readonly target: string | null;
}

/**
 * Brings refusals to the audit log without ever holding anybody up. Each minute the first few of an actor get an entry each,
 * and the rest one together, `refusals`, when the minute is over: refusing costs nothing, so it must not fill the disk either.
 */
export interface RefusalAudit {
  note(refused: RefusedChange): void;
  /** Writes what is still to be written; after `deadlineMs` it is lost. May be called twice. */
  stop(options: { readonly deadlineMs: number }): Promise<void>;
}

export interface RefusalAuditOptions {
  readonly write: (records: readonly AuditRecord[]) => Promise<void>;
  readonly logger: Logger;
}

const WINDOW_MS = 60_000;
const MAX_OF_ACTOR = 5;
/** Of all actors together. */
const MAX_ENTRIES = 20;

interface Share {
  readonly actor: Actor;
  entries: number;
  leftOut: number;
}

export function createRefusalAudit({ write, logger }: RefusalAuditOptions): RefusalAudit {
  let entries = 0;
  const shares = new Map<string, Share>();
  const others: Share = { actor: systemActor, entries: 0, leftOut: 0 };
  let windowEnd: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let stopped: Promise<void> | null = null;

  function add(records: readonly AuditRecord[]) {
    if (records.length === 0) return;
    writing = writing.then(async () => {
      try {
        await write(records);
      } catch (error) {
        logger.warn({ err: error, entries: records.length }, 'refusals are missing in the audit log');
      }
    });
  }

  /** The actor's; beyond so many actors, that of all others. */
  function shareOf(actor: Actor): Share {
    const key = JSON.stringify([actor.keyId, actor.name, actor.address]);
    let share = shares.get(key);
    if (share === undefined) {
      if (entries >= MAX_ENTRIES) return others;
      share = { actor, entries: 0, leftOut: 0 };
      shares.set(key, share);
    }
    return share;
  }

  function endWindow() {
    clearTimeout(windowEnd);
    windowEnd = undefined;
    const leftOut = [...shares.values(), others].filter((share) => share.leftOut > 0);
    add(leftOut.map(restOf));
    shares.clear();
    entries = 0;
    others.leftOut = 0;
  }

  async function end(deadlineMs: number) {
    endWindow();
    if (!(await endsWithin(deadlineMs, writing)))
      logger.warn('stopped before all refusals were in the audit log');
  }

  return {
    note({ actor, operation, target }) {
      if (stopped !== null) return;
      windowEnd ??= setTimeout(endWindow, WINDOW_MS).unref();
      const share = shareOf(actor);
      if (share === others || share.entries >= MAX_OF_ACTOR || entries >= MAX_ENTRIES) {
        share.leftOut += 1;
        return;
      }
      share.entries += 1;
      entries += 1;
      add([{ actor, operation, target, outcome: 'REFUSED', before: null, after: null }]);
    },
    async stop({ deadlineMs }) {
      stopped ??= end(deadlineMs);
      await stopped;
    },
  };
}

function restOf({ actor, leftOut }: Share): AuditRecord {
  // The request that it would name is only one of them.
  const someone = { ...actor, requestId: null };
  return {
    actor: someone,
    operation: 'refusals',
    target: null,
    outcome: 'REFUSED',
    before: null,
    after: { leftOut },
  };
}
