import { setTimeout as sleep } from 'node:timers/promises';
import { gather } from './audience.js';
import { startTarget, type TargetName } from './live-targets.js';
import { median } from './median.js';
import { usageOf } from './process-usage.js';
import type { Comparison } from './result.js';

const MOST_KIB = 20;
const RATE_HZ = 2;
/** The first who come make the process grow by what it keeps for the next. */
const FIRST_COMERS = 1000;
const FIRST_TIMES = 2;
const SETTLED_MS = 5000;

/** By how much the resident memory of a server grows with each subscriber for whom there is nothing to tell. */
export async function compareIdle({
  subscribers,
  rounds,
}: {
  readonly subscribers: number;
  readonly rounds: number;
}): Promise<Comparison> {
  const kib: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++)
    for (const name of ['ours', 'yoga', 'bare ws'] as const)
      (kib[name] ??= []).push(await kibPerSubscriber(name, subscribers));
  const of = (name: TargetName) => median(kib[name] ?? []);
  return {
    what: `memory of each of ${subscribers.toLocaleString('en')} idle subscribers`,
    unit: 'KiB',
    ours: of('ours'),
    peers: [{ name: 'yoga', value: of('yoga') }],
    limit: { name: 'bare ws', value: of('bare ws') },
    promises: [{ name: 'KiB', value: of('ours'), atMost: MOST_KIB }],
    details: { kib },
  };
}

async function kibPerSubscriber(name: TargetName, subscribers: number): Promise<number> {
  const target = await startTarget(name, { tracks: 0, rateHz: RATE_HZ });
  const come = (count: number) =>
    gather(target, { count, maxRateHz: RATE_HZ, distinct: false, countTracks: false });
  try {
    for (let time = 0; time < FIRST_TIMES; time++) {
      (await come(FIRST_COMERS)).leave();
      await sleep(SETTLED_MS);
    }
    const before = usageOf(target.pid).memoryMib;
    const audience = await come(subscribers);
    await sleep(SETTLED_MS);
    const after = usageOf(target.pid).memoryMib;
    audience.leave();
    return ((after - before) * 1024) / subscribers;
  } finally {
    await target.stop();
  }
}
