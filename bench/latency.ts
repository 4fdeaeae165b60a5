/**
 * How old a kit's answer is when a subscriber has it. Twenty kits, each with twenty drones that report anew whenever
 * it is asked, are polled every 2 s; from when a kit writes its answer until each client has read the frame, by the
 * clock of one machine. Subscribers ask for 50 batches a second, so up to 20 ms are waiting for the next one. Exit
 * code 1 when a promise is not kept.
 *
 * In turn, with the same kits and subscribers: ours, the built server, which also stores everything; yoga with
 * graphql-ws (see bench/fanout.ts) around a loop that polls the kits; and bare ws, the limit, around the same loop,
 * which sends a text of ours' length as soon as it has an answer.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { buildServer } from '../simulator/server-process.js';
import { wholeNumber } from '../simulator/whole-number.js';
import type { Delivered } from './audience.js';
import { startChild } from './child.js';
import { runRounds } from './fanout-rounds.js';
import { kitIdOf } from './detections.js';
import type { FreshKitsAddresses } from './fresh-kits.js';
import type { TargetName } from './live-targets.js';
import { median } from './median.js';
import { finish, type Comparison } from './result.js';

const KITS = 20;
const DRONES_PER_KIT = 20;
const POLL_INTERVAL_MS = 2000;
const MOST_P99_MS = 50;
const PROMISED_SUBSCRIBERS = 100;

function readArguments() {
  const { values } = parseArgs({
    options: {
      subscribers: { type: 'string', default: '1,100,1000' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '8' },
      save: { type: 'boolean', default: false },
    },
  });
  return {
    subscribers: values.subscribers.split(',').map((text) => wholeNumber('subscribers', text, 1, 60_000)),
    rounds: wholeNumber('rounds', values.rounds, 1, 50),
    seconds: wholeNumber('seconds', values.seconds, 2, 600),
    save: values.save,
  };
}

async function main(): Promise<number> {
  const { subscribers, rounds, seconds, save } = readArguments();
  await buildServer();
  const kits = startChild('fresh-kits.ts');
  const folder = await mkdtemp(join(tmpdir(), 'airpicture-bench-kits-'));
  try {
    const { urls } = await kits.ask<FreshKitsAddresses>({ kits: KITS, dronesPerKit: DRONES_PER_KIT });
    const kitsFile = join(folder, 'kits.yaml');
    await writeFile(kitsFile, stringify({ kits: urls.map(kitEntry) }));
    const comparisons: Comparison[] = [];
    for (const count of subscribers) {
      const results = await runRounds({
        targets: ['ours', 'yoga', 'bare ws'],
        work: { urls, kitsFile, intervalMs: POLL_INTERVAL_MS },
        complete: false,
        distinct: false,
        subscribers: count,
        rounds,
        seconds,
      });
      const comparison = compare(count, results);
      comparisons.push(comparison);
      console.error(JSON.stringify(comparison));
    }
    return await finish('latency', comparisons, { save });
  } finally {
    kits.end();
    await rm(folder, { recursive: true, force: true });
  }
}

function kitEntry(api_url: string, index: number) {
  return { id: kitIdOf(index), name: `Kit ${index}`, api_url, enabled: false };
}

function compare(subscribers: number, results: readonly ReadonlyMap<TargetName, Delivered>[]): Comparison {
  const of = (name: TargetName, valueOf: (delivered: Delivered) => number | null) =>
    median(results.map((round) => round.get(name)).map((each) => (each && valueOf(each)) ?? NaN));
  const p50 = ({ p50Ms }: Delivered) => p50Ms;
  const p99 = ({ p99Ms }: Delivered) => p99Ms;
  const oursMs = of('ours', p99);
  return {
    what: `kit's answer to client's frame, ${subscribers.toLocaleString('en')} subscriber${subscribers === 1 ? '' : 's'}`,
    unit: 'ms (p99)',
    ours: oursMs,
    peers: [{ name: 'yoga', value: of('yoga', p99) }],
    limit: { name: 'bare ws', value: of('bare ws', p99) },
    promises:
      subscribers === PROMISED_SUBSCRIBERS ? [{ name: 'ms p99', value: oursMs, atMost: MOST_P99_MS }] : [],
    details: {
      p50Ms: { ours: of('ours', p50), yoga: of('yoga', p50), 'bare ws': of('bare ws', p50) },
      messages: of('ours', ({ messages }) => messages),
    },
  };
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
