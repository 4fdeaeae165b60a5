import type { Logger } from 'pino';
import { FleetUnavailableError, KitNotFoundError } from '../domain/errors.js';
import { systemActor, type Actor } from '../domain/actor.js';
import type { Fleet, KitChange } from '../domain/fleet.js';
import type { Kit, KitConfig, KitCredentials } from '../domain/kit.js';
import type { KitOperation, KitStore } from '../domain/kit-store.js';
import type { LivePublisher } from '../domain/live.js';
import type { Observation } from '../domain/observation.js';
import { endsWithin } from './ends-within.js';
import { createFleetChanges } from './fleet-changes.js';
import { logKitHealth } from './kit-health-log.js';
import { kitEntry, readLogins } from './kit-logins.js';
import {
  applyChange,
  checkProbe,
  checkRegistration,
  kitIdFromSerial,
  pushKitConfig,
  refuseMorePushKits,
  refuseTaken,
} from './kit-registration.js';
import { closedVault, type KitVault } from './kit-vault.js';
import { warnOfIntervals, warnOfSkippedSeeds } from './kit-warnings.js';
import { loggedProbe } from './logged-probe.js';
import { createManagedKit, type FleetSettings, type ManagedKit, type TakeRejects } from './managed-kit.js';
import { createProgressSaver } from './progress-saver.js';
import { type KitLogin, noLogin, type SourceKind } from './source.js';

export interface FleetDeps {
  readonly store: KitStore;
  readonly sources: SourceKind;
  /** Default: kits cannot have credentials. */
  readonly vault?: KitVault;
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

/** What registering a kit came to know. */
interface Probed {
  readonly uid: string | null;
  readonly credentials: KitCredentials | null;
}

const unprobed: Probed = { uid: null, credentials: null };

export interface RunningFleet extends Fleet {
  /** The kits have been read. */
  isStarted(): boolean;
  /**
   * Registers a kit that made itself known by pushing; one that is registered already is left as it is.
   *
   * @throws {InvalidInputError} that cannot be an id, or there are 1,000 kits that push already
   * @throws {FleetUnavailableError} the server is still starting, or being stopped
   */
  registerPushKit(kitId: string, actor: Actor): Promise<Kit>;
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
  vault = closedVault,
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
  const progress = createProgressSaver({ store, logger });
  const stopping = new AbortController();
  const changes = createFleetChanges(refuseUnlessRunning);
  const defaults = { intervals: settings, canHaveCredentials: vault.isOpen };
  let started = false;
  let pushKitsUnderWay = 0;
  let stopped: Promise<void> | null = null;

  function refuseUnlessRunning() {
    if (stopping.signal.aborted) throw new FleetUnavailableError('stopping');
    if (!started) throw new FleetUnavailableError('starting');
  }

  function changed(kit: Kit) {
    progress.save(kit);
    publisher.kitChanged(kit);
  }

  function manage(kit: Kit, login: KitLogin, options: { readonly atOnce: boolean }): ManagedKit {
    const one = createManagedKit(kit, login, {
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

  async function add(config: KitConfig, actor: Actor, probed: Probed = unprobed): Promise<Kit> {
    const { uid, credentials } = probed;
    const stored = await store.insert(kitEntry(config, credentials, vault), actor);
    const { kitId, apiUrl } = stored;
    logger.info({ kitId, apiUrl }, 'kit registered');
    const one = manage(
      { ...stored, uid: uid ?? stored.uid },
      { credentials, problem: null },
      { atOnce: true },
    );
    kitsChanged(listKits());
    return one.kit();
  }

  const update = (kitId: string, change: KitChange, actor: Actor, operation: KitOperation): Promise<Kit> =>
    changes.runAlone(kitId, async () => {
      const one = known(kitId);
      const { config, credentials } = applyChange(one.kit(), change, defaults);
      const { hasCredentials } = await store.update(kitEntry(config, credentials, vault), actor, operation);
      const login = credentials === undefined ? undefined : { credentials, problem: null };
      await one.reconfigure({ ...config, hasCredentials }, login);
      logger.info({ kitId, enabled: config.enabled, apiUrl: config.apiUrl }, 'kit changed');
      kitsChanged(listKits());
      return one.kit();
    });

  async function end() {
    await Promise.all([...managed.values()].map((one) => one.stop()));
    await endsWithin(CHANGES_DEADLINE_MS, changes.settled());
    await progress.stop();
  }

  const fleet: RunningFleet = {
    register: (registration, actor) =>
      changes.run(async () => {
        const { kitId: givenId, name, credentials, ...rest } = checkRegistration(registration, defaults);
        refuseTaken(listKits(), givenId, rest.apiUrl);
        const { apiUrl } = rest;
        const isProbed = apiUrl !== null && registration.probe !== false;
        const uid = isProbed ? (await loggedProbe(sources, { apiUrl, credentials }, logger)).uid : null;
        const kitId = givenId ?? kitIdFromSerial(uid);
        const config = { ...rest, kitId, name: name ?? kitId };
        return await changes.runAlone(kitId, () => add(config, actor, { uid, credentials }));
      }),

    registerPushKit: (kitId, actor) =>
      changes.runAlone(kitId, async () => {
        const one = managed.get(kitId);
        if (one !== undefined) return one.kit();
        const config = pushKitConfig(kitId);
        // Those under way count, or many at once would get past the limit together.
        refuseMorePushKits(listKits(), pushKitsUnderWay);
        pushKitsUnderWay += 1;
        try {
          return await add(config, actor);
        } finally {
          pushKitsUnderWay -= 1;
        }
      }),

    pushed(kitId, observations, atMs) {
      managed.get(kitId)?.pushed(observations, atMs);
    },

    update: (kitId, change, actor) => update(kitId, change, actor, 'updateKit'),

    setEnabled: (kitId, enabled, actor) => update(kitId, { enabled }, actor, 'setKitEnabled'),

    remove: (kitId, options, actor) =>
      changes.runAlone(kitId, async () => {
        const one = known(kitId);
        // First of all, or a poll in progress would bring back history that is being deleted.
        await one.stop();
        try {
          // So would what it brought before, and is not stored yet.
          if (options.deleteHistory && !(await endsWithin(SETTLE_DEADLINE_MS, settle())))
            logger.warn({ kitId }, 'newest reports are not stored yet, and may outlive the history');
          await store.remove(kitId, options, actor);
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

    async probe(apiUrl, credentials = null) {
      refuseUnlessRunning();
      return await loggedProbe(sources, checkProbe(apiUrl, credentials), logger);
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
      const added = await store.insertMissing(seeds, systemActor);
      if (added.length > 0)
        logger.info({ kitIds: added.map(({ kitId }) => kitId) }, 'kits added from the file');
      const kits = await store.list();
      const logins = await readLogins(kits, { store, vault, logger });
      warnOfSkippedSeeds(seeds, kits, logger);
      warnOfIntervals(kits, settings, logger);
      if (stopping.signal.aborted) return;
      progress.start();
      for (const kit of kits)
        if (!managed.has(kit.kitId)) manage(kit, logins.get(kit.kitId) ?? noLogin, { atOnce: false });
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
