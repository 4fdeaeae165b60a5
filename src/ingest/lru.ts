/** A map that keeps at least the `capacity` entries that were used last, and at most twice as many. */
export interface Lru<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
}

export function createLru<V>(capacity: number): Lru<V> {
  // Two generations rather than one list in the order of use: nearly every use is then a look-up and no more.
  let used = new Map<string, V>();
  let usedBefore = new Map<string, V>();

  function set(key: string, value: V): void {
    if (used.size >= capacity && !used.has(key)) {
      usedBefore = used;
      used = new Map();
    }
    used.set(key, value);
  }

  return {
    get(key) {
      const value = used.get(key);
      if (value !== undefined) return value;
      const older = usedBefore.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    set,
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
