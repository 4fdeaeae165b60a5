import type { Logger } from 'pino';
import { type BackoffOptions, jitteredDelayMs } from '../domain/backoff.js';
import { createCircuitBreaker } from '../domain/circuit-breaker.js';
import type { SinkName } from '../domain/dead-letter.js';
import type { CircuitState } from '../domain/kit.js';
import type { Sink, SinkError, SinkRecord } from '../sinks/sink.js';
import { createBell } from '../domain/bell.js';
import { givingUpAfter } from './delivery-deadline.js';
import { createWriter, type WriteReport } from './delivery-writer.js';

export interface LinkDeps {
  readonly sink: Sink;
  readonly logger: Logger;
  readonly now: () => number;
  readonly random: () => number;
  readonly writeDeadlineMs: number;
  /** How often to ask the sink whether it is back while the circuit is open; null: wait that out. */
  readonly probeEveryMs: number | null;
  /** How many records wait on disk, for the log. */
  readonly waiting: () => number;
}

/** The way to the sink: whether it may be tried now, how it went, and when again. */
export interface Link {
  /** Returns the places of the records that are left because the sink is away. Never rejects. */
  write(records: readonly SinkRecord[], report: WriteReport, signal: AbortSignal): Promise<readonly number[]>;
  /** Whether a write may be tried now. */
  readonly rested: boolean;
  /** Resolves when a write may be tried, or `signal` aborts. Only one at a time may wait. */
  rest(signal: AbortSignal): Promise<void>;
  /** For how long the sink is left alone still, as far as is known; 0 when it is not. */
  restMs(): number;
  /** The newest write failed. */
  readonly failing: boolean;
  circuit(): CircuitState;
  stats(): { readonly written: number; readonly retries: number; readonly lastError: string | null };
}

const RETRY: BackoffOptions = { initialBackoffMs: 100, maxBackoffMs: 30_000 };
/** A sink that asks to be left alone longer is asked again all the same. */
const MAX_REST_MS = 300_000;
const SPOKEN: Readonly<Record<SinkName, string>> = { tsdb: 'the database', loki: 'Loki' };

export function createLink({
  sink,
  logger,
  now,
  random,
  writeDeadlineMs,
  probeEveryMs,
  waiting,
}: LinkDeps): Link {
  const breaker = createCircuitBreaker();
  const pause = createBell();
  const name = SPOKEN[sink.name];
  const stats = { written: 0, retries: 0, lastError: null as string | null };
  let failures = 0;
  let awaySinceMs: number | null = null;
  /** Zero: not resting. */
  let leftMs = 0;
  let restUntilMs = 0;
  const writeBatch = createWriter({
    sink,
    logger,
    random,
    writeDeadlineMs,
    onRetry: () => (stats.retries += 1),
  });

  async function write(
    records: readonly SinkRecord[],
    report: WriteReport,
    signal: AbortSignal,
  ): Promise<readonly number[]> {
    if (failures > 0) stats.retries += 1;
    breaker.attempt();
    leftMs = 0;
    const { failure, left } = await writeBatch(
      records,
      {
        written(index) {
          stats.written += 1;
          report.written(index);
        },
        refused(index, why) {
          stats.lastError = why.detail ?? why.reason;
          report.refused(index, why);
        },
      },
      signal,
    );
    if (failure === null) succeeded();
    else failed(failure);
    return left;
  }

  function succeeded(): void {
    const before = breaker.state();
    breaker.succeeded();
    failures = 0;
    if (awaySinceMs !== null)
      logger.info({ awayForMs: now() - awaySinceMs, waiting: waiting() }, `${name} is back`);
    awaySinceMs = null;
    if (before !== 'CLOSED' && breaker.state() === 'CLOSED') logger.info('the circuit is closed again');
  }

  function failed(failure: SinkError): void {
    const before = breaker.state();
    failures += 1;
    stats.lastError = failure.message;
    const delayMs = Math.max(jitteredDelayMs(failures, RETRY, random), failure.retryAfterMs ?? 0);
    const restMs =
      failure.failure === 'misconfigured' ? breaker.failedForGood(delayMs) : breaker.failed(delayMs);
    leftMs = Math.min(MAX_REST_MS, restMs);
    restUntilMs = now() + leftMs;
    if (awaySinceMs === null) {
      awaySinceMs = now();
      logger.warn({ err: failure }, `${name} is away: records wait on disk`);
    }
    if (before === 'CLOSED' && breaker.state() === 'OPEN')
      logger.warn({ err: failure, restMs: leftMs }, 'the circuit is open');
  }

  async function rest(signal: AbortSignal): Promise<void> {
    while (leftMs > 0 && !signal.aborted) {
      const probing = probeEveryMs !== null && breaker.state() === 'OPEN';
      const stepMs = probing ? Math.min(leftMs, probeEveryMs) : leftMs;
      // Counted by the pauses themselves: the clock may be set meanwhile.
      await pause.wait(stepMs, signal);
      leftMs -= stepMs;
      if (probing && leftMs > 0 && (await isBack(signal))) leftMs = 0;
    }
  }

  async function isBack(signal: AbortSignal): Promise<boolean> {
    try {
      await givingUpAfter(writeDeadlineMs, signal, (limit) => sink.probe(limit));
      // It is one of the two successes that close the circuit, so that a single record can close it.
      breaker.attempt();
      breaker.succeeded();
      return true;
    } catch {
      return false;
    }
  }

  return {
    write,
    rest,
    get rested() {
      return leftMs <= 0;
    },
    restMs: () => (leftMs <= 0 ? 0 : Math.max(0, Math.min(leftMs, restUntilMs - now()))),
    get failing() {
      return failures > 0;
    },
    circuit: () => breaker.state(),
    stats: () => stats,
  };
}
