import type { Logger } from 'pino';
import type { DeadLetter } from '../domain/dead-letter.js';
import type { DeliveryState } from '../domain/delivery.js';
import type { Priority } from '../domain/priority.js';
import type { Sink, SinkRecord } from '../sinks/sink.js';
import { createDrain } from './delivery-drain.js';
import { type Blame, refusedLetter, settle, type Waiting, waitingOf } from './delivery-entry.js';
import { createLink } from './delivery-link.js';
import { createMemory } from './delivery-memory.js';
import { createMover } from './delivery-mover.js';
import { createPriorityBuffer } from './priority-buffer.js';
import { createReceipt, type Outcome, type Receipt } from './receipt.js';
import type { Spool } from './spool.js';

export interface Offer {
  readonly record: SinkRecord;
  readonly priority: Priority;
}

/** Why nothing can be taken now. */
export interface Refusal {
  /** `busy`: more is waiting than can be worked off soon. `full`: neither the sink nor the disk takes anything. */
  readonly kind: 'busy' | 'full';
  readonly retryAfterMs: number;
}

/**
 * Brings records to one sink, whatever happens to it: batches, retries, the circuit breaker, the spool
 * while it is away, dead letters for what it refuses, and the accounting of all that.
 */
export interface Delivery {
  /** Opens the spool. Until `resume` everything goes there. @throws {DataDirInUseError} */
  start(): Promise<void>;
  /** The sink can be written to from now on, as far as the process itself is concerned. */
  resume(): void;
  /**
   * Writes what is in memory to the sink, or else to disk, within `deadlineMs`; until `after` is over it
   * goes on taking dead letters. May be called twice.
   */
  stop(options: { readonly deadlineMs: number; readonly after?: Promise<unknown> }): Promise<void>;
  /** Never waits and never throws. `receipt` learns what becomes of each; `error` only for records that have one. */
  offer(offers: readonly Offer[], receipt: Receipt | null): void;
  /** For those who can be asked to come again; null when records are taken. */
  refusal(): Refusal | null;
  /** Resolves when nothing waits in memory any more: it is written or on disk. */
  flush(): Promise<void>;
  /** The newest records on disk, newest first. */
  newestSpooled(limit: number): readonly SinkRecord[];
  state(): DeliveryState;
}

export interface DeliveryDeps {
  readonly sink: Sink;
  readonly spool: Spool;
  readonly logger: Logger;
  readonly now: () => number;
  readonly random: () => number;
  /**
   * `direct`: to the sink while it takes records, and only otherwise to disk. `through-spool`: always
   * to disk first, so that a slow sink delays nobody.
   */
  readonly mode: 'direct' | 'through-spool';
  /** Brings a dead letter to where dead letters are kept; `receipt` learns whether that worked. */
  readonly bury: (letter: DeadLetter, receipt: Receipt) => void;
  /** As many are written at once. */
  readonly maxBatchRows?: number;
  /** Records whose sender does not wait are written no later than this. */
  readonly maxDelayMs?: number;
  /** More wait in memory only when their senders wait, too, or they are critical: of those up to twice as many. */
  readonly maxBufferedRows?: number;
  /** How often to ask a sink whether it is back while the circuit is open; null: not before that has rested. */
  readonly probeEveryMs?: number | null;
  /** A write that takes longer is given up. Sinks have their own, shorter, deadlines: this is for one that hangs. */
  readonly writeDeadlineMs?: number;
}

/** Of `maxBufferedRows`; more than that in memory and senders are asked to come again. */
const BUSY = 0.8;
/** Of the spool's `maxBytes`. */
const FULL = 0.98;
const BUSY_RETRY_MS = 1000;
const MIN_FULL_RETRY_MS = 1000;
const MAX_FULL_RETRY_MS = 60_000;
/** Of the time to stop in, what the sink may take; the rest is for the disk. */
const SINK_SHARE = 2 / 3;

export function createDelivery({
  sink,
  spool,
  logger: parentLogger,
  now,
  random,
  mode,
  bury,
  maxBatchRows = 1000,
  maxDelayMs = 250,
  maxBufferedRows = 100_000,
  probeEveryMs = null,
  writeDeadlineMs = 15_000,
}: DeliveryDeps): Delivery {
  const logger = parentLogger.child({ sink: sink.name });
  const counters = { deadLettered: 0, dropped: 0 };
  const buffer = createPriorityBuffer<Waiting['value']>({ maxRows: maxBufferedRows });
  const memory = createMemory({ buffer, maxRows: maxBufferedRows, logger });
  const waiting = () => spool.size;
  const link = createLink({ sink, logger, now, random, writeDeadlineMs, probeEveryMs, waiting });
  const onSpooled = () => drain.ring();
  const common = { link, spool, logger, now, maxBatchRows, bury: buryRefused };
  const mover = createMover({ ...common, memory, maxDelayMs, onSpooled });
  const drain = createDrain({ ...common, mover, gatherMs: mode === 'direct' ? null : maxDelayMs });

  const stopping = new AbortController();
  const writing = new AbortController();
  const giving = new AbortController();
  let moving: Promise<void> | null = null;
  let draining: Promise<void> | null = null;
  /** Nothing more is taken but dead letters of what is still being written. */
  let closing = false;
  let ended = false;
  let stopped: Promise<void> | null = null;

  function buryRefused(record: SinkRecord, why: Blame, done: (outcome: Outcome) => void): void {
    const letter = refusedLetter(record, why, sink.name, now());
    if (letter === null) {
      logger.warn({ ...why, type: record.type }, 'the sink refused a record about records');
      counters.dropped += 1;
      // It is gone for good: on disk it would be tried for ever.
      done('deadLettered');
      return;
    }
    const receipt = createReceipt(1);
    void receipt.outcomes.then(([outcome]) => {
      const isKept = outcome === 'written' || outcome === 'queued';
      if (isKept) counters.deadLettered += 1;
      done(isKept ? 'deadLettered' : 'error');
    });
    bury(letter, receipt);
  }

  function offer(offers: readonly Offer[], receipt: Receipt | null): void {
    const entries = offers.map((one, index) => waitingOf(one, index, receipt));
    // Senders are told at once: to look for theirs among all that waits would take longer than to send it again.
    const isTaken = ({ value: { record }, priority }: Waiting) =>
      !(closing && (ended || record.type !== 'deadLetter')) &&
      sink.takes(record) &&
      (receipt === null || !mover.refuses(priority));
    const taken = entries.filter(isTaken);
    if (taken.length < entries.length) {
      for (const entry of entries) if (!isTaken(entry)) settle(entry, 'error');
    }
    if (closing && receipt === null) counters.dropped += entries.length - taken.length;
    if (taken.length === 0) return;
    memory.add(taken);
    mover.added();
  }

  async function stop(deadlineMs: number, after: Promise<unknown>): Promise<void> {
    if (moving === null) {
      closing = ended = true;
      return;
    }
    const droppedBefore = memory.dropped;
    const timers = [
      setTimeout(() => writing.abort(), deadlineMs * SINK_SHARE),
      setTimeout(() => giving.abort(), deadlineMs),
    ];
    const gaveUp = new Promise((resolve) => giving.signal.addEventListener('abort', resolve));
    stopping.abort();
    mover.finish();
    await Promise.race([draining, gaveUp]);
    closing = true;
    await Promise.race([after, gaveUp]);
    mover.end();
    await Promise.race([moving, gaveUp]);
    ended = true;
    for (const timer of timers) clearTimeout(timer);
    memory.turnAway(() => true);
    const lost = memory.size + memory.dropped - droppedBefore;
    if (lost > 0)
      logger.error({ records: lost }, 'neither the sink nor the disk took these in time: they are lost');
    await spool.close();
  }

  return {
    async start() {
      await spool.open();
      if (spool.size > 0) logger.info({ records: spool.size }, 'records of an earlier run wait on disk');
      moving = mover.run(writing.signal, giving.signal);
      draining = drain.run(stopping.signal, writing.signal);
    },
    resume: () => drain.resume(),
    stop({ deadlineMs, after = Promise.resolve() }) {
      stopped ??= stop(deadlineMs, after);
      return stopped;
    },
    offer,
    refusal() {
      if (memory.size > BUSY * maxBufferedRows) return { kind: 'busy', retryAfterMs: BUSY_RETRY_MS };
      const hasNoRoom = mover.diskFailed || spool.bytes >= FULL * spool.maxBytes;
      if (!hasNoRoom || (mover.direct && !link.failing)) return null;
      const retryAfterMs = Math.min(MAX_FULL_RETRY_MS, Math.max(MIN_FULL_RETRY_MS, link.restMs()));
      return { kind: 'full', retryAfterMs };
    },
    flush: () => mover.flush(),
    newestSpooled: (limit) => spool.newest(limit),
    state() {
      const oldestAtMs = spool.oldestAtMs;
      const { written, retries, lastError } = link.stats();
      return {
        sink: sink.name,
        healthy: isHealthy(),
        circuit: link.circuit(),
        buffered: memory.size,
        spooled: spool.size,
        spoolBytes: spool.bytes,
        oldestSpooledAgeMs: oldestAtMs === null ? null : Math.max(0, now() - oldestAtMs),
        written,
        duplicates: sink.duplicates?.() ?? 0,
        deadLettered: counters.deadLettered,
        dropped: counters.dropped + memory.dropped,
        quarantined: spool.quarantined,
        retries,
        lastError,
      };
    },
  };

  function isHealthy(): boolean {
    return drain.resumed && !link.failing && link.circuit() === 'CLOSED';
  }
}
