/** A map that forgets what was not used for longest once it holds more than `capacity` entries. */
export interface Lru<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
}

export function createLru<V>(capacity: number): Lru<V> {
  // A Map keeps the order of insertion, so the first key is the one that waited longest.
  const entries = new Map<string, V>();
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size <= capacity) return;
      const oldest = entries.keys().next();
      if (oldest.done !== true) entries.delete(oldest.value);
    },
  };
}

/** One LRU per kit, so that a kit that makes up ids pushes out only its own. */
export function createKitLru<V>(capacityPerKit: number): (kitId: string) => Lru<V> {
  const kits = createLru<Lru<V>>(MAX_KITS);
  return (kitId) => {
    const known = kits.get(kitId);
    if (known !== undefined) return known;
    const fresh = createLru<V>(capacityPerKit);
    kits.set(kitId, fresh);
    return fresh;
  };
}

const MAX_KITS = 5_000;
