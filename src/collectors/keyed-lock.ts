/** Runs work on the same key one after the other, in the order it was asked for; other keys do not wait. */
export function createKeyedLock() {
  const tails = new Map<string, Promise<unknown>>();
  return async function exclusive<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = tails.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    // A failure is the caller's to handle; the next in line only waits for the end.
    const tail = mine.catch(() => undefined);
    tails.set(key, tail);
    try {
      return await mine;
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
    }
  };
}
