import { readFileSync } from 'node:fs';
import { gather, type Audience, type Delivered } from './audience.js';
import { startTarget, type Target, type TargetName, type Work } from './live-targets.js';

export interface FanoutOrder {
  readonly targets: readonly TargetName[];
  readonly subscribers: number;
  readonly work: Work;
  /** Each subscriber sees a part of its own. */
  readonly distinct: boolean;
  /** Every message is waited for; otherwise there are more than can be delivered. */
  readonly complete: boolean;
  readonly rounds: number;
  readonly seconds: number;
}

/** What subscribers ask for; the most that there is. */
const MAX_RATE_HZ = 50;
/** A process has a few files of its own. */
const SPARE_FILES = 1000;

/** For each round what each target delivered, one after the other. A first round, which warms up, is not among them. */
export async function runRounds(order: FanoutOrder): Promise<ReadonlyMap<TargetName, Delivered>[]> {
  const { subscribers, work, distinct, complete, rounds, seconds } = order;
  requireFiles(subscribers + SPARE_FILES);
  const targets: Target[] = [];
  const audiences: Audience[] = [];
  const results: ReadonlyMap<TargetName, Delivered>[] = [];
  try {
    for (const name of order.targets) {
      const target = await startTarget(name, work);
      targets.push(target);
      audiences.push(
        await gather(target, { count: subscribers, maxRateHz: MAX_RATE_HZ, distinct, countTracks: complete }),
      );
    }
    for (let round = 0; round <= rounds; round++) {
      const delivered = new Map<TargetName, Delivered>();
      for (const audience of audiences) {
        const { target } = audience;
        await target.pad(messageBytes(delivered.get('ours')));
        delivered.set(
          target.name,
          await (complete ? audience.countAllOf(seconds) : audience.countFor(seconds)),
        );
      }
      if (round > 0) results.push(delivered);
    }
    return results;
  } finally {
    for (const audience of audiences) audience.leave();
    for (const target of targets) await target.stop();
  }
}

function messageBytes(delivered: Delivered | undefined): number {
  return delivered === undefined ? 0 : Math.round(delivered.bytes / Math.max(1, delivered.messages));
}

/** @throws {Error} a process may not have as many files open, sockets being files */
function requireFiles(wanted: number): void {
  const [, hard = ''] = /^Max open files +\S+ +(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  if (hard !== 'unlimited' && Number(hard) < wanted)
    throw new Error(
      `A process may have ${hard} files open, and this needs ${wanted}: raise it with ulimit -Hn ${wanted}, or ` +
        'measure fewer subscribers.',
    );
}
