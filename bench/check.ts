/**
 * Whether live delivery or lists have become much dearer. Of delivery, the server's processor time per message, beside
 * that of a bare ws broadcast of as many bytes and of an execution per subscriber (see bench/fanout.ts); of lists, what
 * one of 500 rows costs, beside a hand-written endpoint's. Only ratios are judged, all from this run, by floors far
 * below what they usually are, so that a slow or busy machine passes. Exit code 1 below one.
 */
import { buildServer } from '../simulator/server-process.js';
import { cpuUsPerMessage, medianRatio } from './fanout-comparisons.js';
import { runRounds } from './fanout-rounds.js';
import type { TargetName } from './live-targets.js';
import { listRatio } from './query/check.js';
import { finish, type Comparison } from './result.js';

/** So many that what is paid once for each update, such as storing it, hardly shows. */
const SUBSCRIBERS = 1000;
const RATE_HZ = 5;
/** About half of what a busy machine measures. */
const FLOORS: Record<'same' | 'distinct', readonly { name: TargetName; atLeast: number }[]> = {
  same: [
    { name: 'bare ws', atLeast: 0.3 },
    { name: 'yoga', atLeast: 5 },
  ],
  distinct: [{ name: 'bare ws', atLeast: 0.15 }],
};

const LEAST_OF_HAND_WRITTEN = 0.5;

async function compareLive(distinct: boolean): Promise<Comparison> {
  const results = await runRounds({
    targets: distinct ? ['ours', 'bare ws'] : ['ours', 'yoga', 'bare ws'],
    work: { tracks: distinct ? 100 : 20, rateHz: RATE_HZ },
    complete: false,
    subscribers: SUBSCRIBERS,
    rounds: 3,
    seconds: 2,
    distinct,
  });
  return {
    what: distinct ? 'a viewport for each' : 'the same subscription',
    unit: "of ours in a message's cost",
    ours: 1,
    // What a message costs them, in what it costs us: more is better.
    promises: (distinct ? FLOORS.distinct : FLOORS.same).map(({ name, atLeast }) => ({
      name,
      value: 1 / medianRatio(results, cpuUsPerMessage, name),
      atLeast,
    })),
  };
}

async function compareList(): Promise<Comparison> {
  return {
    what: 'a list of 500 rows',
    unit: "of ours in a list's cost",
    ours: 1,
    promises: [{ name: 'hand-written', value: await listRatio(), atLeast: LEAST_OF_HAND_WRITTEN }],
  };
}

try {
  await buildServer();
  const comparisons = [await compareLive(false), await compareLive(true), await compareList()];
  process.exitCode = await finish('check', comparisons, { save: false });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
