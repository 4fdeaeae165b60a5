import type { Logger } from 'pino';
import type { PollOutcome } from '../domain/fleet.js';
import type { CollectorState, Kit, KitConfig, KitStatus } from '../domain/kit.js';
import type { KitStatusObservation, Observation } from '../domain/observation.js';
import type { Position } from '../domain/track.js';
import type { BackoffOptions } from '../domain/backoff.js';
import { type AdaptiveIntervals, createAdaptiveBeats } from './adaptive-beats.js';
import { type Collector, createCollector } from './collector.js';
import { createFreshness, type Freshness } from './freshness.js';
import { createPaced } from './paced.js';
import { createFixedBeats, type PollIntervals } from './poll-beats.js';
import { createRecentRejects } from './recent-rejects.js';
import { type KitLogin, type PollResult, type Reject, SourceError, type SourceKind } from './source.js';

/** Serials that are worth a warning each: with more of them somebody makes them up. */
const MAX_KNOWN_SERIALS = 20;

export interface FleetSettings extends BackoffOptions, PollIntervals {
  readonly staleThresholdMs: number;
  /** Null: kits are polled on the same beat all the time, which is the default. */
  readonly adaptive?: AdaptiveIntervals | null;
}

/** Gets what a kit's polls brought and nobody could understand, each once a minute at most. */
export type TakeRejects = (kitId: string, sourceId: string, rejects: readonly Reject[]) => void;

/** What is stored about a kit by hand. */
type KitSettings = KitConfig & Pick<Kit, 'hasCredentials'>;

/** A change of these needs another collector. */
const COLLECTOR_FIELDS = ['apiUrl', 'enabled', 'pollIntervalMs', 'statusPollIntervalMs'] as const;

export interface ManagedKitDeps {
  readonly sources: SourceKind;
  readonly settings: FleetSettings;
  readonly accept: (observations: readonly Observation[]) => void;
  readonly onRejects: TakeRejects;
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
  /**
   * Takes over a stored configuration; the collector is replaced only when the change concerns it.
   *
   * @param login what it is to be asked with from now on; absent: the same as before
   */
  reconfigure(config: KitSettings, login?: KitLogin): Promise<void>;
  pollNow(): Promise<PollOutcome>;
  /** The kit pushed these, so that it is online, whatever polling it comes to. */
  pushed(observations: readonly Observation[], atMs: number): void;
  /** Marks the kit stale when it is time to. */
  sweep(): void;
}

export function createManagedKit(initial: Kit, initialLogin: KitLogin, deps: ManagedKitDeps): ManagedKit {
  const { sources, settings, accept, onRejects, changed, logger, now, monotonic, random, stopping } = deps;
  // What a kit was when the process last ran says nothing about now.
  let kit: Kit = { ...initial, status: 'UNKNOWN' };
  let login = initialLogin;
  let collector: Collector | null = null;
  let freshness: Freshness = createFreshness();
  let lastPushMs: number | null = null;
  let newestPushedStatusMs = -Infinity;
  const knownRejects = new Set<string>();
  const knownSerials = new Set<string>();
  const recentRejects = createRecentRejects();
  // A kit may push fifty times a second; whoever watches it needs to know once.
  const publishing = createPaced(() => changed(kit));

  const intervals = (): PollIntervals => ({
    pollIntervalMs: kit.pollIntervalMs ?? settings.pollIntervalMs,
    statusPollIntervalMs: kit.statusPollIntervalMs ?? settings.statusPollIntervalMs,
  });

  /** In adaptive mode a kit's own interval is the fastest that it is polled. */
  function adaptiveIntervals(adaptive: AdaptiveIntervals): PollIntervals & AdaptiveIntervals {
    const fastIntervalMs = kit.pollIntervalMs ?? adaptive.fastIntervalMs;
    return {
      fastIntervalMs,
      pollIntervalMs: Math.max(fastIntervalMs, settings.pollIntervalMs),
      idleIntervalMs: Math.max(fastIntervalMs, adaptive.idleIntervalMs),
      statusPollIntervalMs: intervals().statusPollIntervalMs,
    };
  }

  function move(change: Partial<Kit>) {
    kit = { ...kit, ...change };
    changed(kit);
  }

  /** A kit that is polled seldom cannot be fresher than that. */
  function staleAfterMs(): number {
    if (kit.apiUrl === null) return settings.staleThresholdMs;
    const { adaptive = null } = settings;
    const seldomMs =
      adaptive === null ? intervals().pollIntervalMs : adaptiveIntervals(adaptive).idleIntervalMs;
    return Math.max(settings.staleThresholdMs, 2 * seldomMs);
  }

  function pushesLately(nowMs: number): boolean {
    return lastPushMs !== null && nowMs - lastPushMs <= staleAfterMs();
  }

  function isStale(nowMs: number): boolean {
    if (pushesLately(nowMs)) return false;
    const newestMs = freshness.newestMs();
    const deadAfterMs = staleAfterMs() + intervals().statusPollIntervalMs;
    return newestMs !== null && nowMs - newestMs > deadAfterMs;
  }

  function onResult(result: PollResult, sourceId: string) {
    const nowMs = now();
    freshness.note(result.observations, nowMs);
    logRejects(result);
    const rejects = recentRejects.fresh(result.rejects, nowMs);
    if (rejects.length > 0) onRejects(kit.kitId, sourceId, rejects);
    const status = isStale(nowMs) ? 'STALE' : 'ONLINE';
    logStatus(status, null);
    logSerial(result.uid);
    move({
      status,
      lastSeenMs: nowMs,
      uid: result.uid ?? kit.uid,
      position: result.position ?? kit.position,
      clockOffsetMs: result.clockOffsetMs,
    });
  }

  function onFailure(error: unknown) {
    // A kit that pushes and cannot be reached is online; its collector says how polling goes.
    if (pushesLately(now())) return changed(kit);
    const status = error instanceof SourceError && !error.reachable ? 'OFFLINE' : 'ERROR';
    logStatus(status, wordsFor(error));
    move({ status });
  }

  function pushed(observations: readonly Observation[], atMs: number) {
    if (stopping.aborted || !kit.enabled) return;
    lastPushMs = Math.max(lastPushMs ?? -Infinity, atMs);
    const wasOnline = kit.status === 'ONLINE';
    const report = newestStatus(observations);
    // What a kit kept while it could not push says where it was, not where it is.
    const isNews = report !== null && report.observedAtMs >= newestPushedStatusMs;
    if (isNews) newestPushedStatusMs = report.observedAtMs;
    const uid = isNews ? report.uid : null;
    const position = isNews ? positionOf(report) : null;
    logStatus('ONLINE', null);
    logSerial(uid);
    kit = {
      ...kit,
      status: 'ONLINE',
      lastSeenMs: Math.max(kit.lastSeenMs ?? -Infinity, atMs),
      uid: uid ?? kit.uid,
      position: position ?? kit.position,
    };
    if (wasOnline) publishing.soon();
    else changed(kit);
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

  /** A kit that was replaced, or two that go by one id. */
  function logSerial(uid: string | null) {
    if (uid === null || kit.uid === null || uid === kit.uid || knownSerials.has(uid)) return;
    if (knownSerials.size === MAX_KNOWN_SERIALS) return;
    knownSerials.add(uid);
    logger.warn({ kitId: kit.kitId, uid, previousUid: kit.uid }, 'kit reports another serial');
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
    const source = sources.createSource({ kitId, apiUrl, clockOffsetMs, login });
    const { adaptive = null } = settings;
    collector = createCollector({
      kitId,
      source,
      beats:
        adaptive === null
          ? createFixedBeats(intervals())
          : createAdaptiveBeats({ intervals: adaptiveIntervals(adaptive), paceMs: () => source.paceMs() }),
      backoff: settings,
      onObservations: accept,
      onResult: (result) => onResult(result, source.name),
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
    publishing.stop();
    await collector?.stop();
    collector = null;
  }

  return {
    kit: () => kit,
    collectorState: () => collector?.state() ?? null,
    start,
    stop,
    async reconfigure(config, newLogin = login) {
      const before = kit;
      const concernsCollector = COLLECTOR_FIELDS.some((field) => config[field] !== before[field]);
      if (!concernsCollector && newLogin === login) return move(config);
      login = newLogin;
      await stop();
      const elsewhere = config.apiUrl !== before.apiUrl || !config.enabled;
      if (elsewhere) {
        freshness = createFreshness();
        lastPushMs = null;
      }
      move({ ...config, status: elsewhere ? 'UNKNOWN' : before.status });
      start({ atOnce: true });
    },
    async pollNow() {
      if (collector !== null) return await collector.pollNow();
      const error = kit.enabled ? 'the kit pushes, so that there is nothing to poll' : 'the kit is disabled';
      return { ok: false, observations: 0, error };
    },
    pushed,
    sweep() {
      const nowMs = now();
      const silentForMs = nowMs - (kit.lastSeenMs ?? nowMs);
      if (kit.status !== 'ONLINE' || (silentForMs <= staleAfterMs() && !isStale(nowMs))) return;
      logStatus('STALE', null);
      move({ status: 'STALE' });
    },
  };
}

function newestStatus(observations: readonly Observation[]): KitStatusObservation | null {
  let newest: KitStatusObservation | null = null;
  for (const one of observations) {
    if (one.type === 'kitStatus' && one.observedAtMs >= (newest?.observedAtMs ?? -Infinity)) newest = one;
  }
  return newest;
}

function positionOf({ lat, lon, altitudeM }: KitStatusObservation): Position | null {
  return lat === null || lon === null ? null : { lat, lon, altitudeM };
}

function wordsFor(error: unknown): string {
  if (error instanceof SourceError) return error.detail;
  return error instanceof Error ? error.message : 'unexpected failure';
}

function isAway(status: KitStatus): boolean {
  return status === 'OFFLINE' || status === 'ERROR';
}
