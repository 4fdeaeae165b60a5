import type pg from 'pg';
import type { Logger } from 'pino';
import type { Observation } from '../domain/observation.js';
import { classifyWriteFailure } from './postgres-errors.js';
import { writeObservations } from './timescale-transaction.js';
import { createWriteBuffer } from './write-buffer.js';

export interface TimescaleSinkOptions {
  /** The sink's own: readers must not be able to use up its connections. */
  readonly pool: pg.Pool;
  readonly logger: Logger;
  readonly now: () => number;
  readonly random?: () => number;
  readonly maxBatchRows?: number;
  /** A row waits no longer than this for others to share its transaction. */
  readonly maxDelayMs?: number;
  readonly maxBufferedRows?: number;
  readonly initialRetryMs?: number;
  readonly maxRetryMs?: number;
}

interface TimescaleSinkStats {
  /** Waiting or being written. */
  readonly buffered: number;
  readonly written: number;
  /** Were in the database already. */
  readonly duplicates: number;
  /** The oldest, because too many waited, and what `stop` had to leave behind. */
  readonly dropped: number;
  /** Rows that the database refused. */
  readonly failed: number;
  /** The newest error; null when there was none yet. */
  readonly lastError: string | null;
  /** False while the database is away. */
  readonly available: boolean;
}

export interface TimescaleSink {
  start(): void;
  /** Writes what waits, for at most `deadlineMs` (default 5000); what is left then is lost and logged. */
  stop(options?: { readonly deadlineMs?: number }): Promise<void>;
  /** Never waits and never throws. */
  write(observations: readonly Observation[]): void;
  /** Resolves when nothing waits any more; while the database is away, that is when it is back. */
  flush(): Promise<void>;
  stats(): TimescaleSinkStats;
}

/**
 * Writes observations in batches. A row that the database refuses costs only itself. While the
 * database is away, rows wait in memory, the oldest going when there are too many. Writing a row
 * again does no harm, so a batch whose commit was not confirmed is simply written again.
 */
export function createTimescaleSink({
  pool,
  logger,
  now,
  random = Math.random,
  maxBatchRows = 1000,
  maxDelayMs = 250,
  maxBufferedRows = 100_000,
  initialRetryMs = 100,
  maxRetryMs = 3000,
}: TimescaleSinkOptions): TimescaleSink {
  const buffer = createWriteBuffer<Observation>(maxBufferedRows);
  const counters = { written: 0, duplicates: 0, dropped: 0, failed: 0 };
  let inFlight = 0;
  let lastError: string | null = null;
  let awaySinceMs: number | null = null;
  let droppedBeforeOverflow: number | null = null;
  let failuresInARow = 0;

  let running: Promise<void> | null = null;
  let closing = false;
  let abandon = new AbortController();
  let due = false;
  let delayTimer: NodeJS.Timeout | null = null;
  let wake: (() => void) | null = null;
  let flushes: (() => void)[] = [];

  function start(): void {
    if (running !== null) return;
    closing = false;
    abandon = new AbortController();
    if (buffer.size > 0) armDelay();
    running = run();
  }

  async function stop({ deadlineMs = 5000 } = {}): Promise<void> {
    if (running === null) return;
    closing = true;
    wake?.();
    const deadline = setTimeout(() => {
      abandon.abort();
      wake?.();
    }, deadlineMs);
    await running;
    clearTimeout(deadline);
    clearDelay();
    running = null;
    const lost = buffer.take(buffer.size).length;
    counters.dropped += lost;
    if (lost > 0)
      logger.error({ rows: lost, lastError }, 'stopped without the database: rows that waited are lost');
  }

  function write(observations: readonly Observation[]): void {
    if (observations.length === 0) return;
    countDropped(buffer.push(observations));
    if (buffer.size >= maxBatchRows && failuresInARow === 0) wake?.();
    else armDelay();
  }

  async function run(): Promise<void> {
    while (!abandon.signal.aborted) {
      if (buffer.size === 0) {
        settleFlushes();
        if (closing) break;
        await pause(null);
      } else if (
        failuresInARow === 0 &&
        !due &&
        buffer.size < maxBatchRows &&
        !closing &&
        flushes.length === 0
      ) {
        await pause(null);
      } else {
        await writeOldest();
        if (failuresInARow > 0 && !abandon.signal.aborted) await pause(retryDelayMs());
      }
    }
    settleFlushes();
  }

  /** Until somebody wakes us, or `ms` are over. */
  async function pause(ms: number | null): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = ms === null ? null : setTimeout(resolve, ms);
      wake = () => {
        if (timer !== null) clearTimeout(timer);
        resolve();
      };
    });
    wake = null;
  }

  async function writeOldest(): Promise<void> {
    const batch = buffer.take(maxBatchRows);
    due = false;
    clearDelay();
    if (buffer.size > 0) armDelay();
    const pending = [batch];
    for (let rows = pending.shift(); rows !== undefined; rows = pending.shift()) {
      inFlight = rows.length + pending.reduce((sum, part) => sum + part.length, 0);
      try {
        const inserted = await writeObservations(pool, rows, abandon.signal);
        counters.written += inserted;
        counters.duplicates += rows.length - inserted;
        cameBack();
      } catch (error) {
        lastError = error instanceof Error ? error.message : String(error);
        const failure = classifyWriteFailure(error);
        if (failure !== 'row') {
          failuresInARow++;
          countDropped(buffer.putBack([...rows, ...pending.flat()]));
          if (failure === 'outage') wentAway(error);
          break;
        }
        cameBack();
        if (rows.length === 1) refuse(rows[0], lastError);
        else pending.unshift(...halves(rows));
      }
    }
    inFlight = 0;
    if (failuresInARow === 0) overflowEnded();
  }

  function refuse(row: Observation | undefined, reason: string): void {
    if (row === undefined) return;
    counters.failed++;
    logger.warn(
      { reason, type: row.type, kitId: row.kitId, sourceId: row.sourceId },
      'the database refused a row',
    );
  }

  function wentAway(error: unknown): void {
    if (awaySinceMs !== null) return;
    awaySinceMs = now();
    logger.warn({ err: error, buffered: buffer.size }, 'the database is away: rows wait in memory');
  }

  function cameBack(): void {
    failuresInARow = 0;
    if (awaySinceMs === null) return;
    logger.info({ awayForMs: now() - awaySinceMs, buffered: buffer.size + inFlight }, 'the database is back');
    awaySinceMs = null;
  }

  function countDropped(rows: number): void {
    if (rows === 0) return;
    if (droppedBeforeOverflow === null) {
      droppedBeforeOverflow = counters.dropped;
      logger.warn({ maxBufferedRows }, 'too many rows wait for the database: the oldest are dropped');
    }
    counters.dropped += rows;
  }

  function overflowEnded(): void {
    if (droppedBeforeOverflow === null || buffer.size >= maxBufferedRows) return;
    logger.warn(
      { rows: counters.dropped - droppedBeforeOverflow },
      'rows are kept again; these were dropped',
    );
    droppedBeforeOverflow = null;
  }

  /** Doubles with each failure; between half of it and all, so that many writers do not come at once. */
  function retryDelayMs(): number {
    const delayMs = Math.min(maxRetryMs, initialRetryMs * 2 ** (failuresInARow - 1));
    return delayMs * (0.5 + random() / 2);
  }

  function armDelay(): void {
    delayTimer ??= setTimeout(() => {
      due = true;
      // A retry keeps its own time.
      if (failuresInARow === 0) wake?.();
    }, maxDelayMs);
  }

  function clearDelay(): void {
    if (delayTimer !== null) clearTimeout(delayTimer);
    delayTimer = null;
  }

  async function flush(): Promise<void> {
    if (buffer.size + inFlight === 0) return;
    await new Promise<void>((resolve) => {
      flushes.push(resolve);
      wake?.();
    });
  }

  function settleFlushes(): void {
    const settled = flushes;
    flushes = [];
    for (const resolve of settled) resolve();
  }

  function stats(): TimescaleSinkStats {
    return { ...counters, buffered: buffer.size + inFlight, lastError, available: awaySinceMs === null };
  }

  return { start, stop, write, flush, stats };
}

function halves<T>(rows: readonly T[]): [T[], T[]] {
  const middle = Math.ceil(rows.length / 2);
  return [rows.slice(0, middle), rows.slice(middle)];
}
