import type { Logger } from 'pino';
import type { PollOutcome } from '../domain/fleet.js';
import type { CollectorState } from '../domain/kit.js';
import { backoffDelayMs, type BackoffOptions } from '../domain/backoff.js';
import { createCircuitBreaker } from '../domain/circuit-breaker.js';
import { collectorHealth } from './collector-health.js';
import type { PollBeats } from './poll-beats.js';
import { createPollSchedule, type PollSchedule } from './poll-schedule.js';
import {
  type PollRequest,
  type PollResult,
  type Source,
  SourceBusyError,
  SourceError,
  type TakeObservations,
} from './source.js';

export interface CollectorDeps {
  readonly kitId: string;
  readonly source: Source;
  readonly beats: PollBeats;
  readonly backoff: BackoffOptions;
  /** An answer of a poll was understood; the poll may still go on. */
  readonly onObservations: TakeObservations;
  /** A poll ended well. */
  readonly onResult: (result: PollResult) => void;
  /** A poll failed, and the collector will wait. `error` is a SourceError, or a defect. */
  readonly onFailure: (error: unknown) => void;
  /** The circuit moved without either. */
  readonly onCircuitChange: () => void;
  readonly logger: Logger;
  readonly now: () => number;
  /** Milliseconds that never jump. */
  readonly monotonic: () => number;
  readonly random: () => number;
}

/** Polls one kit: a loop that schedules itself, so polls never overlap. */
export interface Collector {
  /** `atOnce`: poll now rather than in the kit's phase. */
  start(options: { readonly atOnce: boolean }): void;
  /** Ends the poll in progress, whose result is dropped. May be called twice. */
  stop(): Promise<void>;
  /** Polls out of turn; joins the poll in progress when there is one. Never rejects. */
  pollNow(): Promise<PollOutcome>;
  state(): CollectorState;
}

const EVERYTHING: PollRequest = { drones: true, signals: true, status: true };
const STOPPED: PollOutcome = { ok: false, observations: 0, error: 'the collector was stopped' };
/** Messages of unexpected errors can be of any length. */
const MAX_ERROR_LENGTH = 300;

export function createCollector({
  kitId,
  source,
  beats,
  backoff,
  onObservations,
  onResult,
  onFailure,
  onCircuitChange,
  logger,
  now,
  monotonic,
  random,
}: CollectorDeps): Collector {
  const stopping = new AbortController();
  const breaker = createCircuitBreaker();
  let schedule: PollSchedule | null = null;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<PollOutcome> | null = null;
  let hasPolled = false;
  let failures = 0;
  let lastError: string | null = null;
  let backoffMs: number | null = null;
  /** Monotonic times of the next poll, and until when the kit is left alone. */
  let nextAtMs: number | null = null;
  let restUntilMs = -Infinity;

  function scheduleNext() {
    if (schedule === null || stopping.signal.aborted) return;
    clearTimeout(timer);
    // After a failure the wait alone decides; the grid is taken up again by the success that ends it.
    nextAtMs = backoffMs === null ? Math.max(restUntilMs, schedule.nextAtMs(random)) : restUntilMs;
    timer = setTimeout(() => void run(null), Math.max(0, nextAtMs - monotonic()));
  }

  function run(wanted: PollRequest | null): Promise<PollOutcome> {
    running ??= poll(wanted).finally(() => {
      running = null;
      scheduleNext();
    });
    return running;
  }

  async function poll(wanted: PollRequest | null): Promise<PollOutcome> {
    clearTimeout(timer);
    nextAtMs = null;
    const circuitBefore = breaker.state();
    breaker.attempt();
    if (breaker.state() !== circuitBefore) onCircuitChange();
    const request = wanted ?? schedule?.due(monotonic()) ?? EVERYTHING;
    try {
      return await pollSource(request);
    } catch (error) {
      return stopping.signal.aborted ? STOPPED : failed(error);
    }
  }

  async function pollSource(request: PollRequest): Promise<PollOutcome> {
    const result = await source.poll(request, stopping.signal, (observations) => {
      if (!stopping.signal.aborted) onObservations(observations);
    });
    if (stopping.signal.aborted) return STOPPED;
    beats.note(result.observations, now());
    schedule?.done(request, monotonic());
    hasPolled = true;
    failures = 0;
    backoffMs = null;
    lastError = result.problem;
    restUntilMs = result.restMs === null ? -Infinity : monotonic() + result.restMs;
    breaker.succeeded();
    onResult(result);
    return { ok: true, observations: result.observations.length, error: result.problem };
  }

  function failed(error: unknown): PollOutcome {
    const message = error instanceof Error ? error.message.slice(0, MAX_ERROR_LENGTH) : 'unexpected failure';
    if (error instanceof SourceBusyError) {
      restUntilMs = Math.max(restUntilMs, monotonic() + error.retryInMs);
      return { ok: false, observations: 0, error: message };
    }
    if (!(error instanceof SourceError)) logger.error({ kitId, err: error }, 'poll failed unexpectedly');
    hasPolled = true;
    failures += 1;
    lastError = message;
    const askedForMs = error instanceof SourceError ? (error.retryAfterMs ?? 0) : 0;
    backoffMs = Math.max(askedForMs, breaker.failed(backoffDelayMs(failures, backoff, random)));
    restUntilMs = monotonic() + backoffMs;
    onFailure(error);
    return { ok: false, observations: 0, error: message };
  }

  return {
    start({ atOnce }) {
      schedule = createPollSchedule(kitId, () => beats.beats(now()), { nowMs: monotonic(), atOnce });
      scheduleNext();
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      nextAtMs = null;
      await running;
    },
    pollNow: () => (stopping.signal.aborted ? Promise.resolve(STOPPED) : run(EVERYTHING)),
    state: () => ({
      health: collectorHealth(hasPolled, failures),
      circuit: breaker.state(),
      consecutiveFailures: failures,
      ...source.counters(),
      backoffMs,
      nextPollAtMs: nextAtMs === null ? null : Math.round(now() + nextAtMs - monotonic()),
      lastError,
      clockSkewMs: source.clockSkewMs(),
    }),
  };
}
