import type { Logger } from 'pino';
import type { Priority } from '../domain/priority.js';
import { createBell } from '../domain/bell.js';
import { type Blame, settle, type Waiting } from './delivery-entry.js';
import type { Link } from './delivery-link.js';
import type { Memory } from './delivery-memory.js';
import type { Outcome } from './receipt.js';
import { type Spool, SpoolFullError } from './spool.js';

export interface MoverDeps {
  readonly memory: Memory;
  readonly link: Link;
  readonly spool: Spool;
  readonly logger: Logger;
  readonly now: () => number;
  readonly maxBatchRows: number;
  /** A record whose sender does not wait waits no longer than this for others to be written with. */
  readonly maxDelayMs: number;
  /** Keeps a record that the sink refused; `done` learns what became of it. */
  readonly bury: (record: Waiting['value']['record'], why: Blame, done: (outcome: Outcome) => void) => void;
  /** Something is on disk that was not there, or nothing is on its way there any more. */
  readonly onSpooled: () => void;
}

/** Brings records from memory to the sink, or to disk while there are older ones or the sink is away. */
export interface Mover {
  /** Something was added to memory. */
  added(): void;
  /**
   * Until `end` was called and nothing is left, or `giving` aborts. `writing` aborts writes to the
   * sink, so that what is left can still go to disk.
   */
  run(writing: AbortSignal, giving: AbortSignal): Promise<void>;
  /** From now on nothing waits for others, nor for a better time. */
  finish(): void;
  /** Nothing more is coming. */
  end(): void;
  /** True: to the sink. False: to disk. */
  readonly direct: boolean;
  /** All that is older is at the sink. False when something newer than that is on its way to disk. */
  goDirect(): boolean;
  /** While on, nothing more goes to disk, so that it can be emptied. */
  hold(on: boolean): void;
  /** The disk took nothing lately. */
  readonly diskFailed: boolean;
  /** Records of this priority would only wait behind others that found no room on disk a moment ago. */
  refuses(priority: Priority): boolean;
  flush(): Promise<void>;
}

/** How full the spool may be for records to go there: what matters most still finds room. */
const ROOM: Readonly<Record<Priority, number>> = {
  BATCH: 0.8,
  LOW: 0.9,
  NORMAL: 0.98,
  HIGH: 0.98,
  CRITICAL: 1,
};
/** Records whose sender does not wait share a sync. */
const SPOOL_DELAY_MS = 20;
const APPEND_AGAIN_MS = 1000;
/** After this long somebody may try whether the disk takes something again. */
const DISK_FAILED_MS = 5000;
const IDLE_MS = 2 ** 31 - 1;

export function createMover({
  memory,
  link,
  spool,
  logger,
  now,
  maxBatchRows,
  maxDelayMs,
  bury,
  onSpooled,
}: MoverDeps): Mover {
  const bell = createBell();
  let direct = false;
  let held = false;
  let appending = false;
  let finishing = false;
  let ending = false;
  let overdue = false;
  /** Until it fires, what the disk did not take is left in memory. */
  let blocked: NodeJS.Timeout | undefined;
  let failedAtMs: number | null = null;
  let delay: NodeJS.Timeout | undefined;
  let flushes: (() => void)[] = [];

  async function run(writing: AbortSignal, giving: AbortSignal): Promise<void> {
    while (!giving.aborted && !(ending && memory.size === 0)) {
      if (memory.size === 0) settleFlushes();
      if (memory.waiting > 0 && (direct || !held || finishing) && isDue()) await move(writing);
      else await bell.wait(IDLE_MS, giving);
    }
    clearTimeout(delay);
    clearTimeout(blocked);
    settleFlushes();
  }

  function isDue(): boolean {
    if (memory.hasSenders || finishing) return true;
    if (blocked !== undefined && !direct) return false;
    return overdue || flushes.length > 0 || memory.waiting >= maxBatchRows;
  }

  async function move(writing: AbortSignal): Promise<void> {
    const batch = memory.take(maxBatchRows);
    if (memory.waiting === 0) {
      overdue = false;
      clearTimeout(delay);
      delay = undefined;
    }
    if (direct) await write(batch, writing);
    else await append(batch);
  }

  async function write(batch: readonly Waiting[], writing: AbortSignal): Promise<void> {
    const left = await link.write(
      batch.map(({ value }) => value.record),
      {
        written(index) {
          const entry = batch[index];
          if (entry !== undefined) settle(entry, 'written');
          memory.done(1);
        },
        refused(index, why) {
          const entry = batch[index];
          memory.done(1);
          if (entry !== undefined) bury(entry.value.record, why, (outcome) => memory.buried(entry, outcome));
        },
      },
      writing,
    );
    if (left.length === 0) return;
    direct = false;
    overdue = true;
    memory.putBack(left.flatMap((index) => batch[index] ?? []));
    onSpooled();
  }

  async function append(batch: readonly Waiting[]): Promise<void> {
    const fill = spool.bytes / spool.maxBytes;
    const refuses = (priority: Priority) => !finishing && fill >= ROOM[priority];
    const fitting = batch.filter(({ priority }) => !refuses(priority));
    const others = batch.filter(({ priority }) => refuses(priority));
    appending = true;
    const failed = fitting.length > 0 && !(await appended(fitting));
    appending = false;
    if (failed) others.push(...fitting.filter(({ priority }) => priority !== 'CRITICAL'));
    leave(others);
    // Whoever waits behind records that find no room, and must not overtake them, would wait for ever.
    if (failed || fitting.length === 0) memory.turnAway(() => true);
    else if (others.length > 0) memory.turnAway(refuses);
    onSpooled();
  }

  /** False when the disk did not take all of them; the critical ones among them are seen to. */
  async function appended(entries: readonly Waiting[]): Promise<boolean> {
    const error = await tryAppend(entries);
    if (error === null) {
      if (failedAtMs !== null) logger.info('the disk takes what waits for a sink again');
      failedAtMs = null;
      return true;
    }
    if (failedAtMs === null) logger.error({ err: error }, 'the disk does not take what waits for a sink');
    failedAtMs = now();
    const critical = entries.filter(({ priority }) => priority === 'CRITICAL');
    const isWorthIt = error instanceof SpoolFullError && critical.length < entries.length;
    if (!isWorthIt || (await tryAppend(critical)) !== null) leave(critical);
    return false;
  }

  async function tryAppend(entries: readonly Waiting[]): Promise<unknown> {
    try {
      await spool.append(entries.map(({ value }) => value.record));
    } catch (error) {
      return error;
    }
    for (const entry of entries) settle(entry, 'queued');
    memory.done(entries.length);
    return null;
  }

  /** Senders that wait are told so; other records stay in memory, unless there is no later. */
  function leave(entries: readonly Waiting[]): void {
    const stays = ({ value }: Waiting) => value.receipt === null && !finishing;
    for (const entry of entries) if (!stays(entry)) memory.giveUp(entry);
    const kept = entries.filter(stays);
    if (kept.length === 0) return;
    memory.putBack(kept);
    blocked ??= setTimeout(() => {
      blocked = undefined;
      overdue = true;
      bell.ring();
    }, APPEND_AGAIN_MS);
  }

  function settleFlushes(): void {
    const settled = flushes;
    flushes = [];
    for (const resolve of settled) resolve();
  }

  return {
    run,
    added() {
      delay ??= setTimeout(
        () => {
          overdue = true;
          bell.ring();
        },
        direct ? maxDelayMs : SPOOL_DELAY_MS,
      );
      if (memory.hasSenders || memory.waiting >= maxBatchRows) bell.ring();
    },
    finish() {
      finishing = true;
      bell.ring();
    },
    end() {
      ending = true;
      bell.ring();
    },
    get direct() {
      return direct;
    },
    goDirect() {
      if (appending) return false;
      direct = true;
      held = false;
      bell.ring();
      return true;
    },
    hold(on) {
      held = on;
      if (!on) bell.ring();
    },
    get diskFailed() {
      return failedAtMs !== null && Math.abs(now() - failedAtMs) < DISK_FAILED_MS;
    },
    refuses(priority) {
      if (direct || finishing || blocked === undefined || priority === 'CRITICAL') return false;
      return failedAtMs !== null || spool.bytes >= ROOM[priority] * spool.maxBytes;
    },
    flush() {
      if (memory.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        flushes.push(resolve);
        bell.ring();
      });
    },
  };
}
