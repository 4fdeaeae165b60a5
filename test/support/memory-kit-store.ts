import { KitConflictError } from '../../src/domain/errors.js';
import type { Kit, KitConfig, KitProgress } from '../../src/domain/kit.js';
import type { KitEntry, KitStore } from '../../src/domain/kit-store.js';

/** What the database does for a fleet, without one; its own tests run against the real thing. */
export function createMemoryKitStore() {
  const kits = new Map<string, Kit>();
  const sealed = new Map<string, Buffer>();
  const saved: KitProgress[] = [];
  let isAway = false;
  let thawed = Promise.resolve();
  const reach = async () => {
    await thawed;
    if (isAway) throw new Error('database away');
  };
  /** From now on nothing is answered until the returned function is called. */
  function freeze(): () => void {
    let thaw = () => undefined as void;
    thawed = new Promise((resolve) => (thaw = resolve));
    return () => thaw();
  }
  const isTaken = ({ kitId, apiUrl }: KitConfig) =>
    kits.has(kitId) || [...kits.values()].some((kit) => kit.apiUrl !== null && kit.apiUrl === apiUrl);
  const seal = ({ kitId, sealedCredentials }: KitEntry) => {
    if (sealedCredentials != null) sealed.set(kitId, sealedCredentials);
    else if (sealedCredentials === null) sealed.delete(kitId);
    return sealed.has(kitId);
  };
  const added = (entry: KitEntry): Kit => {
    const { sealedCredentials: _, ...config } = entry;
    const kit: Kit = {
      ...config,
      hasCredentials: seal(entry),
      uid: null,
      status: 'UNKNOWN',
      lastSeenMs: null,
      createdAtMs: 1,
      position: null,
      clockOffsetMs: 0,
    };
    kits.set(kit.kitId, kit);
    return kit;
  };
  const store: KitStore = {
    sealedCredentials: () => reach().then(() => new Map(sealed)),
    list: () => reach().then(() => [...kits.values()]),
    insert: (config) =>
      reach().then(() => {
        if (isTaken(config)) throw new KitConflictError('kitId', 'taken');
        return added(config);
      }),
    insertMissing: (configs) => reach().then(() => configs.filter((config) => !isTaken(config)).map(added)),
    update: (entry) =>
      reach().then(() => {
        const before = kits.get(entry.kitId) as Kit;
        const { sealedCredentials: _, ...config } = entry;
        if (config.apiUrl !== before.apiUrl) sealed.delete(config.kitId);
        const kit = { ...before, ...config, hasCredentials: seal(entry) };
        kits.set(kit.kitId, kit);
        return kit;
      }),
    remove: (kitId) => reach().then(() => kits.delete(kitId)),
    saveProgress: (progress) =>
      reach().then(() => {
        saved.push(...progress);
        for (const one of progress) kits.set(one.kitId, { ...(kits.get(one.kitId) as Kit), ...one });
      }),
  };
  return { store, kits, sealed, saved, freeze, setAway: (away: boolean) => (isAway = away) };
}
