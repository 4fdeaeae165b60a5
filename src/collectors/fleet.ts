import type { Logger } from 'pino';
import { InvalidInputError, KitConflictError, KitNotFoundError } from '../domain/errors.js';
import type { Fleet } from '../domain/fleet.js';
import type { Kit, KitConfig } from '../domain/kit.js';
import type { KitStore } from '../domain/kit-store.js';
import type { LivePublisher } from '../domain/live.js';
import type { Observation } from '../domain/observation.js';
import { createKeyedLock } from './keyed-lock.js';
import { applyChange, checkRegistration, kitIdFromSerial } from './kit-registration.js';
import { parseApiUrl } from './kit-rules.js';
import { createManagedKit, type FleetSettings, type ManagedKit } from './managed-kit.js';
import { createProgressSaver } from './progress-saver.js';
import type { SourceKind } from './source.js';

export interface FleetDeps {
  readonly store: KitStore;
  readonly sources: SourceKind;
  readonly accept: (observations: readonly Observation[]) => void;
  readonly publisher: Pick<LivePublisher, 'kitChanged' | 'kitRemoved'>;
  readonly settings: FleetSettings;
  readonly logger: Logger;
  readonly now: () => number;
  readonly random: () => number;
  /** Milliseconds that never jump. */
  readonly monotonic?: () => number;
}

export interface RunningFleet extends Fleet {
  /**
   * Adds the seeds that the database does not know, then polls every enabled kit of the database, each
   * in its own phase.
   *
   * @throws whatever the store throws; then nothing is started
   */
  start(seeds: readonly KitConfig[]): Promise<void>;
  /** Ends all polls and stores what is known. May be called twice. */
  stop(): Promise<void>;
  /** Marks kits stale whose time has come. */
  sweepStale(): void;
  /** One line per kit. */
  logHealth(): void;
}

export function createFleet({
  store,
  sources,
  accept,
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

  function changed(kit: Kit) {
    progress.save(kit);
    publisher.kitChanged(kit);
  }

  function manage(kit: Kit, options: { readonly atOnce: boolean }): ManagedKit {
    const one = createManagedKit(kit, { sources, settings, accept, changed, logger, now, monotonic, random });
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

  /** Saves a probe that would only end in a conflict; the store has the last word. */
  function refuseTaken(kitId: string | null, apiUrl: string) {
    if (kitId !== null && managed.has(kitId))
      throw new KitConflictError(`A kit ${JSON.stringify(kitId)} is registered already.`);
    for (const one of managed.values()) {
      if (one.kit().apiUrl === apiUrl) {
        throw new KitConflictError(
          `${apiUrl} is registered already, as kit ${JSON.stringify(one.kit().kitId)}.`,
        );
      }
    }
  }

  const fleet: RunningFleet = {
    async register(registration) {
      const { kitId: givenId, name, ...rest } = checkRegistration(registration, settings);
      refuseTaken(givenId, rest.apiUrl);
      const probe = registration.probe === false ? null : await sources.probe(rest.apiUrl);
      const kitId = givenId ?? kitIdFromSerial(probe?.uid ?? null);
      return exclusive(kitId, async () => {
        const stored = await store.insert({ ...rest, kitId, name: name ?? kitId });
        logger.info({ kitId, apiUrl: rest.apiUrl }, 'kit registered');
        return manage({ ...stored, uid: probe?.uid ?? stored.uid }, { atOnce: true }).kit();
      });
    },

    update: (kitId, change) =>
      exclusive(kitId, async () => {
        const one = known(kitId);
        const config = applyChange(one.kit(), change, settings);
        await store.update(config);
        await one.reconfigure(config);
        logger.info({ kitId, enabled: config.enabled, apiUrl: config.apiUrl }, 'kit changed');
        return one.kit();
      }),

    setEnabled: (kitId, enabled) => fleet.update(kitId, { enabled }),

    remove: (kitId, options) =>
      exclusive(kitId, async () => {
        const one = known(kitId);
        // First of all, or a poll in progress would bring back history that is being deleted.
        await one.stop();
        try {
          await store.remove(kitId, options);
        } catch (error) {
          one.start({ atOnce: true });
          throw error;
        }
        managed.delete(kitId);
        progress.forget(kitId);
        publisher.kitRemoved(kitId);
        logger.info({ kitId, ...options }, 'kit removed');
      }),

    async probe(text) {
      const parsed = parseApiUrl(text);
      if ('problem' in parsed) throw new InvalidInputError([{ path: ['apiUrl'], message: parsed.problem }]);
      return await sources.probe(parsed.apiUrl);
    },

    pollNow: async (kitId) => await known(kitId).pollNow(),
    kits: () => [...managed.values()].map((one) => one.kit()).sort((a, b) => (a.kitId < b.kitId ? -1 : 1)),
    kit: (kitId) => managed.get(kitId)?.kit() ?? null,
    collectorState: (kitId) => managed.get(kitId)?.collectorState() ?? null,

    async start(seeds) {
      const added = await store.insertMissing(seeds);
      if (added.length > 0)
        logger.info({ kitIds: added.map(({ kitId }) => kitId) }, 'kits added from the file');
      const kits = await store.list();
      progress.start();
      for (const kit of kits) manage(kit, { atOnce: false });
    },

    async stop() {
      await Promise.all([...managed.values()].map((one) => one.stop()));
      await progress.stop();
    },

    sweepStale() {
      for (const one of managed.values()) one.sweep();
    },

    logHealth() {
      for (const one of managed.values()) {
        const { kitId, status } = one.kit();
        const state = one.collectorState();
        if (state === null) continue;
        const { requests, succeeded, failed, lastError } = state;
        const successRate = requests === 0 ? null : succeeded / requests;
        logger.info({ kitId, status, successRate, requests, succeeded, failed, lastError }, 'kit health');
      }
    },
  };
  return fleet;
}
