import type { Logger } from 'pino';
import { FleetUnavailableError, InvalidInputError, KitNotFoundError } from '../domain/errors.js';
import type { Fleet } from '../domain/fleet.js';
import type { Kit, KitConfig } from '../domain/kit.js';
import type { KitStore } from '../domain/kit-store.js';
import type { LivePublisher } from '../domain/live.js';
import type { Observation } from '../domain/observation.js';
import { endsWithin } from './ends-within.js';
import { createKeyedLock } from './keyed-lock.js';
import { logKitHealth } from './kit-health-log.js';
import {
  applyChange,
  checkRegistration,
  kitIdFromSerial,
  pushKitConfig,
  refuseMorePushKits,
  refuseTaken,
} from './kit-registration.js';
import { parseApiUrl } from './kit-rules.js';
import { warnOfIntervals, warnOfSkippedSeeds } from './kit-warnings.js';
import { createManagedKit, type FleetSettings, type ManagedKit, type TakeRejects } from './managed-kit.js';
import { createProgressSaver } from './progress-saver.js';
import type { SourceKind } from './source.js';

export interface FleetDeps {
  readonly store: KitStore;
  readonly sources: SourceKind;
  readonly accept: (observations: readonly Observation[]) => void;
  /** Default: they are only counted and logged. */
  readonly onRejects?: TakeRejects;
  /** There are others than before, or one was enabled or disabled. Default: nobody needs to know. */
  readonly kitsChanged?: (kits: readonly Kit[]) => void;
  /** Resolves when what was accepted so far is stored. Default: at once. */
  readonly settle: () => Promise<void>;
  readonly publisher: Pick<LivePublisher, 'kitChanged' | 'kitRemoved'>;
  readonly settings: FleetSettings;
  readonly logger: Logger;
  readonly now: () => number;
  readonly random: () => number;
  /** Milliseconds that never jump. */
  readonly monotonic?: () => number;
}

/** What is asked of the database after SIGTERM must not take all the time there is. */
const STOP_DEADLINE_MS = 3_000;
const CHANGES_DEADLINE_MS = 1_500;
const SETTLE_DEADLINE_MS = 5_000;

export interface RunningFleet extends Fleet {
  /** The kits have been read. */
  isStarted(): boolean;
  /**
   * Registers a kit that made itself known by pushing; one that is registered already is left as it is.
   *
   * @throws {InvalidInputError} that cannot be an id, or there are 1,000 kits that push already
   * @throws {FleetUnavailableError} the server is still starting, or being stopped
   */
  registerPushKit(kitId: string): Promise<Kit>;
  /** The kit pushed these at `atMs`; nothing when it is unknown or disabled. */
  pushed(kitId: string, observations: readonly Observation[], atMs: number): void;
  /**
   * Adds the seeds that the database does not know, then polls every enabled kit of the database, each
   * in its own phase. Until then kits can neither be changed nor asked.
   *
   * @throws whatever the store throws; then nothing is started
   */
  start(seeds: readonly KitConfig[]): Promise<void>;
  /**
   * Ends all polls and the changes under way, and stores what is known, within `deadlineMs` (default 3 s):
   * a database that does not answer is not waited for any longer. May be called twice.
   */
  stop(options?: { readonly deadlineMs?: number }): Promise<void>;
  /** Marks kits stale whose time has come. */
  sweepStale(): void;
  /** One line per kit. */
  logHealth(): void;
}

export function createFleet({
  store,
  sources,
  accept,
  onRejects = () => undefined,
  kitsChanged = () => undefined,
  settle,
  publisher,
  settings,
  logger,
  now,
  random,
  monotonic = () => performance.now(),
}: FleetDeps): RunningFleet {
  const managed = new Map<string, ManagedKit>();
  const exclusive = createKeyedLock();
  const progress = createProgressSaver({ store, logger });
  const stopping = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  let started = false;
  let pushKitsUnderWay = 0;
  let stopped: Promise<void> | null = null;

  function refuseUnlessRunning() {
    if (stopping.signal.aborted) throw new FleetUnavailableError('stopping');
    if (!started) throw new FleetUnavailableError('starting');
  }

  /** Work that `stop` waits for. */
  async function changing<T>(work: () => Promise<T>): Promise<T> {
    refuseUnlessRunning();
    const mine = work();
    underWay.add(mine);
    try {
      return await mine;
    } finally {
      underWay.delete(mine);
    }
  }

  /** Alone with a kit. It may have been waited for until the server is being stopped. */
  const changingKit = <T>(kitId: string, work: () => Promise<T>): Promise<T> =>
    exclusive(kitId, async () => {
      refuseUnlessRunning();
      return await work();
    });

  function changed(kit: Kit) {
    progress.save(kit);
    publisher.kitChanged(kit);
  }

  function manage(kit: Kit, options: { readonly atOnce: boolean }): ManagedKit {
    const one = createManagedKit(kit, {
      sources,
      settings,
      accept,
      onRejects,
      changed,
      logger,
      now,
      monotonic,
      random,
      stopping: stopping.signal,
    });
    managed.set(kit.kitId, one);
    one.start(options);
    changed(one.kit());
    return one;
  }

  function known(kitId: string): ManagedKit {
    const one = managed.get(kitId);
    if (one === undefined) throw new KitNotFoundError(kitId);
    return one;
  }

  const listKits = () =>
    [...managed.values()].map((one) => one.kit()).sort((a, b) => (a.kitId < b.kitId ? -1 : 1));

  async function add(config: KitConfig, uid: string | null): Promise<Kit> {
    const stored = await store.insert(config);
    const { kitId, apiUrl } = stored;
    logger.info({ kitId, apiUrl }, 'kit registered');
    const one = manage({ ...stored, uid: uid ?? stored.uid }, { atOnce: true });
    kitsChanged(listKits());
    return one.kit();
  }

  async function end() {
    await Promise.all([...managed.values()].map((one) => one.stop()));
    await endsWithin(CHANGES_DEADLINE_MS, Promise.allSettled(underWay));
    await progress.stop();
  }

  const fleet: RunningFleet = {
    register: (registration) =>
      changing(async () => {
        const { kitId: givenId, name, ...rest } = checkRegistration(registration, settings);
        refuseTaken(listKits(), givenId, rest.apiUrl);
        const { apiUrl } = rest;
        const isProbed = apiUrl !== null && registration.probe !== false;
        const probe = isProbed ? await sources.probe(apiUrl) : null;
        const kitId = givenId ?? kitIdFromSerial(probe?.uid ?? null);
        return await changingKit(kitId, () =>
          add({ ...rest, kitId, name: name ?? kitId }, probe?.uid ?? null),
        );
      }),

    registerPushKit: (kitId) =>
      changing(() =>
        changingKit(kitId, async () => {
          const one = managed.get(kitId);
          if (one !== undefined) return one.kit();
          const config = pushKitConfig(kitId);
          // Those under way count, or many at once would get past the limit together.
          refuseMorePushKits(listKits(), pushKitsUnderWay);
          pushKitsUnderWay += 1;
          try {
            return await add(config, null);
          } finally {
            pushKitsUnderWay -= 1;
          }
        }),
      ),

    pushed(kitId, observations, atMs) {
      managed.get(kitId)?.pushed(observations, atMs);
    },

    update: (kitId, change) =>
      changing(() =>
        changingKit(kitId, async () => {
          const one = known(kitId);
          const config = applyChange(one.kit(), change, settings);
          await store.update(config);
          await one.reconfigure(config);
          logger.info({ kitId, enabled: config.enabled, apiUrl: config.apiUrl }, 'kit changed');
          kitsChanged(listKits());
          return one.kit();
        }),
      ),

    setEnabled: (kitId, enabled) => fleet.update(kitId, { enabled }),

    remove: (kitId, options) =>
      changing(() =>
        changingKit(kitId, async () => {
          const one = known(kitId);
          // First of all, or a poll in progress would bring back history that is being deleted.
          await one.stop();
          try {
            // So would what it brought before, and is not stored yet.
            if (options.deleteHistory && !(await endsWithin(SETTLE_DEADLINE_MS, settle())))
              logger.warn({ kitId }, 'newest reports are not stored yet, and may outlive the history');
            await store.remove(kitId, options);
          } catch (error) {
            one.start({ atOnce: true });
            throw error;
          }
          managed.delete(kitId);
          // A push that came meanwhile would be published once more, after the kit is gone.
          await one.stop();
          progress.forget(kitId);
          publisher.kitRemoved(kitId);
          kitsChanged(listKits());
          logger.info({ kitId, ...options }, 'kit removed');
        }),
      ),

    async probe(text) {
      refuseUnlessRunning();
      const parsed = parseApiUrl(text);
      if ('problem' in parsed) throw new InvalidInputError([{ path: ['apiUrl'], message: parsed.problem }]);
      return await sources.probe(parsed.apiUrl);
    },

    async pollNow(kitId) {
      refuseUnlessRunning();
      return await known(kitId).pollNow();
    },
    kits: listKits,
    isStarted: () => started,
    kit: (kitId) => managed.get(kitId)?.kit() ?? null,
    collectorState: (kitId) => managed.get(kitId)?.collectorState() ?? null,

    async start(seeds) {
      const added = await store.insertMissing(seeds);
      if (added.length > 0)
        logger.info({ kitIds: added.map(({ kitId }) => kitId) }, 'kits added from the file');
      const kits = await store.list();
      warnOfSkippedSeeds(seeds, kits, logger);
      warnOfIntervals(kits, settings, logger);
      if (stopping.signal.aborted) return;
      progress.start();
      for (const kit of kits) if (!managed.has(kit.kitId)) manage(kit, { atOnce: false });
      started = true;
      kitsChanged(listKits());
    },

    async stop({ deadlineMs = STOP_DEADLINE_MS } = {}) {
      stopping.abort();
      stopped ??= endsWithin(deadlineMs, end()).then((inTime) => {
        if (!inTime) logger.warn('stopped before the newest state of kits was stored');
      });
      await stopped;
    },

    sweepStale() {
      for (const one of managed.values()) one.sweep();
    },

    logHealth() {
      for (const one of managed.values()) logKitHealth(one.kit(), one.collectorState(), logger);
    },
  };
  return fleet;
}
