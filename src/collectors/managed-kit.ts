import type { Logger } from 'pino';
import type { PollOutcome } from '../domain/fleet.js';
import type { CollectorState, Kit, KitConfig, KitStatus } from '../domain/kit.js';
import type { Observation } from '../domain/observation.js';
import type { BackoffOptions } from './backoff.js';
import { type Collector, createCollector } from './collector.js';
import { createFreshness, type Freshness } from './freshness.js';
import type { PollIntervals } from './poll-schedule.js';
import { type PollResult, SourceError, type SourceKind } from './source.js';

export interface FleetSettings extends BackoffOptions, PollIntervals {
  readonly staleThresholdMs: number;
}

export interface ManagedKitDeps {
  readonly sources: SourceKind;
  readonly settings: FleetSettings;
  readonly accept: (observations: readonly Observation[]) => void;
  /** The kit, or what its collector is doing, changed. */
  readonly changed: (kit: Kit) => void;
  readonly logger: Logger;
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly random: () => number;
  /** Once it is aborted, no collector is started any more. */
  readonly stopping: AbortSignal;
}

/** A kit together with the collector that polls it while it is enabled. */
export interface ManagedKit {
  kit(): Kit;
  collectorState(): CollectorState | null;
  /** Starts polling if the kit is enabled and has an address. */
  start(options: { readonly atOnce: boolean }): void;
  stop(): Promise<void>;
  /** Takes over a stored configuration; the collector is replaced only when the change concerns it. */
  reconfigure(config: KitConfig): Promise<void>;
  pollNow(): Promise<PollOutcome>;
  /** Marks the kit stale when it is time to. */
  sweep(): void;
}

export function createManagedKit(initial: Kit, deps: ManagedKitDeps): ManagedKit {
  const { sources, settings, accept, changed, logger, now, monotonic, random, stopping } = deps;
  // What a kit was when the process last ran says nothing about now.
  let kit: Kit = { ...initial, status: 'UNKNOWN' };
  let collector: Collector | null = null;
  let freshness: Freshness = createFreshness();
  const knownRejects = new Set<string>();

  const intervals = (): PollIntervals => ({
    pollIntervalMs: kit.pollIntervalMs ?? settings.pollIntervalMs,
    statusPollIntervalMs: kit.statusPollIntervalMs ?? settings.statusPollIntervalMs,
  });

  function move(change: Partial<Kit>) {
    kit = { ...kit, ...change };
    changed(kit);
  }

  /** A kit that is polled seldom cannot be fresher than that. */
  function staleAfterMs(): number {
    return Math.max(settings.staleThresholdMs, 2 * intervals().pollIntervalMs);
  }

  function isStale(nowMs: number): boolean {
    const newestMs = freshness.newestMs();
    const deadAfterMs = staleAfterMs() + intervals().statusPollIntervalMs;
    return newestMs !== null && nowMs - newestMs > deadAfterMs;
  }

  function onResult(result: PollResult) {
    const nowMs = now();
    freshness.note(result.observations, nowMs);
    logRejects(result);
    const status = isStale(nowMs) ? 'STALE' : 'ONLINE';
    logStatus(status, null);
    if (result.uid !== null && kit.uid !== null && result.uid !== kit.uid) {
      logger.warn({ kitId: kit.kitId, uid: result.uid, previousUid: kit.uid }, 'kit reports another serial');
    }
    move({
      status,
      lastSeenMs: nowMs,
      uid: result.uid ?? kit.uid,
      position: result.position ?? kit.position,
      clockOffsetMs: result.clockOffsetMs,
    });
  }

  function onFailure(error: unknown) {
    const status = error instanceof SourceError && !error.reachable ? 'OFFLINE' : 'ERROR';
    logStatus(status, error instanceof Error ? error.message : 'unexpected failure');
    move({ status });
  }

  /** Once when it happens: a kit that stays away, or comes to be away for another reason, is not news. */
  function logStatus(status: KitStatus, error: string | null) {
    if (status === kit.status || (isAway(status) && isAway(kit.status))) return;
    const { kitId, lastSeenMs } = kit;
    const lastSeenAgoMs = lastSeenMs === null ? null : now() - lastSeenMs;
    if (isAway(status)) logger.warn({ kitId, status, error, lastSeenAgoMs }, 'kit is away');
    else if (status === 'STALE') logger.warn({ kitId, lastSeenAgoMs }, 'kit is stale');
    else if (kit.status === 'UNKNOWN') logger.info({ kitId }, 'kit is online');
    else logger.info({ kitId, awayForMs: lastSeenAgoMs }, 'kit is back');
  }

  function logRejects({ rejects }: PollResult) {
    for (const { type, reason } of rejects) {
      const kind = `${type}: ${reason}`;
      if (knownRejects.has(kind)) continue;
      knownRejects.add(kind);
      logger.warn({ kitId: kit.kitId, type, reason }, 'kit sends records that cannot be used');
    }
  }

  function start({ atOnce }: { readonly atOnce: boolean }) {
    const { kitId, apiUrl, clockOffsetMs, enabled } = kit;
    if (stopping.aborted || collector !== null || !enabled || apiUrl === null) return;
    collector = createCollector({
      kitId,
      source: sources.createSource({ kitId, apiUrl, clockOffsetMs }),
      intervals: intervals(),
      backoff: settings,
      onObservations: accept,
      onResult,
      onFailure,
      onCircuitChange: () => changed(kit),
      logger,
      now,
      monotonic,
      random,
    });
    collector.start({ atOnce });
  }

  async function stop() {
    await collector?.stop();
    collector = null;
  }

  return {
    kit: () => kit,
    collectorState: () => collector?.state() ?? null,
    start,
    stop,
    async reconfigure(config) {
      const before = kit;
      const concernsCollector = (
        ['apiUrl', 'enabled', 'pollIntervalMs', 'statusPollIntervalMs'] as const
      ).some((key) => config[key] !== before[key]);
      if (!concernsCollector) return move(config);
      await stop();
      const elsewhere = config.apiUrl !== before.apiUrl || !config.enabled;
      if (elsewhere) freshness = createFreshness();
      move({ ...config, status: elsewhere ? 'UNKNOWN' : before.status });
      start({ atOnce: true });
    },
    async pollNow() {
      return collector === null
        ? { ok: false, observations: 0, error: 'the kit is disabled' }
        : await collector.pollNow();
    },
    sweep() {
      const nowMs = now();
      const silentForMs = nowMs - (kit.lastSeenMs ?? nowMs);
      if (kit.status !== 'ONLINE' || (silentForMs <= staleAfterMs() && !isStale(nowMs))) return;
      logStatus('STALE', null);
      move({ status: 'STALE' });
    },
  };
}

function isAway(status: KitStatus): boolean {
  return status === 'OFFLINE' || status === 'ERROR';
}
