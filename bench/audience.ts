import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from './child.js';
import type { Target } from './live-targets.js';
import { usageOf } from './process-usage.js';
import type { SubscribersOrder, SubscribersReport } from './subscribers.js';

/** What one target did for its subscribers during one measurement. */
export interface Delivered extends SubscribersReport {
  /** Of the whole sky; each was due at every subscriber. */
  readonly updates: number;
  readonly serverCpuS: number;
  readonly mostMib: number;
}

/** Many subscribers of one target, which are there until `leave`. */
export interface Audience {
  readonly target: Target;
  /** Counts what arrives in the midst of updates that come faster than anyone delivers them. */
  countFor(seconds: number): Promise<Delivered>;
  /** Counts everything that comes of `seconds` of updates, to the last. */
  countAllOf(seconds: number): Promise<Delivered>;
  leave(): void;
}

/** Until everyone is busy with updates, and the first poll of all kits at once is over. */
const WARM_UP_MS = 700;
const QUIET_MS = 300;
const GIVE_UP_MS = 60_000;

export async function gather(target: Target, order: Omit<SubscribersOrder, 'url'>): Promise<Audience> {
  const child = startChild('subscribers.ts');
  try {
    await child.ask({ ...order, url: target.url });
  } catch (error) {
    throw new Error(`${order.count} subscribers could not be connected to ${target.name}`, { cause: error });
  }

  const report = () => child.ask<SubscribersReport>('report');

  async function untilQuiet(): Promise<void> {
    const giveUpMs = performance.now() + GIVE_UP_MS;
    let before = -1;
    for (;;) {
      const { messages } = await report();
      if (messages === before) return;
      if (performance.now() > giveUpMs) throw new Error(`${target.name} does not come to rest`);
      before = messages;
      await sleep(QUIET_MS);
    }
  }

  async function watched<T>(
    work: () => Promise<T>,
  ): Promise<{ result: T; serverCpuS: number; mostMib: number }> {
    const { cpuS } = usageOf(target.pid);
    let mostMib = 0;
    const look = () => (mostMib = Math.max(mostMib, usageOf(target.pid).memoryMib));
    const sampling = setInterval(look, 500);
    try {
      const result = await work();
      look();
      return { result, serverCpuS: usageOf(target.pid).cpuS - cpuS, mostMib };
    } finally {
      clearInterval(sampling);
    }
  }

  return {
    target,
    async countFor(seconds) {
      const feed = await target.feed();
      await sleep(WARM_UP_MS);
      await child.ask('begin');
      const { result, ...used } = await watched(async () => {
        await sleep(seconds * 1000);
        return report();
      });
      const updates = await feed.stop();
      await untilQuiet();
      return { ...result, ...used, updates };
    },
    async countAllOf(seconds) {
      await child.ask('begin');
      const { result: updates, ...used } = await watched(async () => {
        const feed = await target.feed();
        await sleep(seconds * 1000);
        const count = await feed.stop();
        await untilQuiet();
        return count;
      });
      return { ...(await report()), ...used, updates };
    },
    leave: () => child.end(),
  };
}
