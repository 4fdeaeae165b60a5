import { createKeyedLock } from './keyed-lock.js';

/** The changes of a fleet that are under way. */
export interface FleetChanges {
  /** Work that `settled` waits for. @throws whatever `refuseUnlessRunning` throws */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** The same, alone with a kit. It may have been waited for until the server is being stopped. */
  runAlone<T>(kitId: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when all that is under way has ended, well or not. */
  settled(): Promise<unknown>;
}

export function createFleetChanges(refuseUnlessRunning: () => void): FleetChanges {
  const exclusive = createKeyedLock();
  const underWay = new Set<Promise<unknown>>();

  async function run<T>(work: () => Promise<T>): Promise<T> {
    refuseUnlessRunning();
    const mine = work();
    underWay.add(mine);
    try {
      return await mine;
    } finally {
      underWay.delete(mine);
    }
  }

  return {
    run,
    runAlone: (kitId, work) =>
      run(() =>
        exclusive(kitId, async () => {
          refuseUnlessRunning();
          return await work();
        }),
      ),
    settled: () => Promise.allSettled(underWay),
  };
}
