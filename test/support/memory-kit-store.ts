import { KitConflictError } from '../../src/domain/errors.js';
import type { Kit, KitConfig, KitProgress } from '../../src/domain/kit.js';
import type { KitStore } from '../../src/domain/kit-store.js';

/** What the database does for a fleet, without one; its own tests run against the real thing. */
export function createMemoryKitStore() {
  const kits = new Map<string, Kit>();
  const saved: KitProgress[] = [];
  let isAway = false;
  const reach = () => (isAway ? Promise.reject(new Error('database away')) : Promise.resolve());
  const added = (config: KitConfig): Kit => {
    const kit: Kit = {
      ...config,
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
    list: () => reach().then(() => [...kits.values()]),
    insert: (config) =>
      reach().then(() => {
        if (kits.has(config.kitId)) throw new KitConflictError('taken');
        return added(config);
      }),
    insertMissing: (configs) =>
      reach().then(() => configs.filter(({ kitId }) => !kits.has(kitId)).map(added)),
    update: (config) =>
      reach().then(() => {
        const kit = { ...(kits.get(config.kitId) as Kit), ...config };
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
  return { store, kits, saved, setAway: (away: boolean) => (isAway = away) };
}
