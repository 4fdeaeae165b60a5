/**
 * How many people one server can show the live picture to. Each of `--subscribers` has a WebSocket with one
 * subscription to `tracks` (nine fields of a track, `maxRateHz: 50`). Exit code 1 when a promise is not kept.
 *
 * Four servers are measured in turn, each in a process of its own, with the same subscribers on the same machine:
 * - ours: the built server, as `npm start` runs it, fed through POST /ingest, which also stores everything;
 * - yoga with graphql-ws, and mercurius, each with a schema of the same shape: an execution per subscriber and update;
 * - bare ws, the limit: a text as long as ours' mean message, made once per update and handed to every socket.
 * The other three make their updates themselves, and store nothing. Whoever is late skips to the newest update, in all
 * four. Subscribers read the headers of frames and the first time in each message, and nothing else.
 *
 * - The same subscription: 20 drones, of which everyone sees every one, change 50 times a second.
 * - A viewport for each: 100 drones change 50 times a second; everyone looks at a part of their own, of a fifth of the
 *   area.
 *   Of both, messages that arrive are counted, for which there is a bound of 50 a second and subscriber. Ratios are
 *   medians of each round's.
 * - A steady load: 20 drones change once, or 20 times, a second, and every message is waited for. A latency is from
 *   when the update was due to when the subscriber had it.
 * - Nothing: by how much the memory of the server grows with each subscriber.
 */
import { parseArgs } from 'node:util';
import { buildServer } from '../simulator/server-process.js';
import { wholeNumber } from '../simulator/whole-number.js';
import { compareSaturated, compareSteady } from './fanout-comparisons.js';
import { compareIdle } from './idle-memory.js';
import { finish, type Comparison } from './result.js';

/** What is compared, see above. */
const KINDS: readonly string[] = ['same', 'viewports', 'steady', 'idle'];
/** Each with servers that were just started. */
const IDLE_ROUNDS = 3;
const IDLE_SUBSCRIBERS = 10_000;

function readArguments() {
  const { values } = parseArgs({
    options: {
      kinds: { type: 'string', default: KINDS.join(',') },
      subscribers: { type: 'string', default: '200,1000,5000,10000' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
      save: { type: 'boolean', default: false },
    },
  });
  const kinds = values.kinds.split(',');
  const unknown = kinds.find((kind) => !KINDS.includes(kind));
  if (unknown !== undefined) throw new Error(`There is no kind ${unknown}, only ${KINDS.join(', ')}.`);
  return {
    kinds,
    subscribers: values.subscribers.split(',').map((text) => wholeNumber('subscribers', text, 1, 60_000)),
    rounds: wholeNumber('rounds', values.rounds, 1, 50),
    seconds: wholeNumber('seconds', values.seconds, 1, 600),
    save: values.save,
  };
}

async function main(): Promise<number> {
  const { kinds, subscribers, rounds, seconds, save } = readArguments();
  await buildServer();
  const comparisons: Comparison[] = [];
  const add = (comparison: Comparison) => {
    comparisons.push(comparison);
    console.error(JSON.stringify(comparison));
  };
  for (const kind of ['same', 'viewports'].filter((each) => kinds.includes(each)))
    for (const count of subscribers)
      add(await compareSaturated({ distinct: kind === 'viewports', subscribers: count, rounds, seconds }));
  for (const [count, rateHz, mostMs] of [
    [10_000, 1, 1000],
    [1000, 20, 250],
  ] as const)
    if (kinds.includes('steady') && subscribers.includes(count))
      add(await compareSteady({ subscribers: count, rateHz, mostMs, rounds, seconds: 2 * seconds }));
  if (kinds.includes('idle') && subscribers.includes(IDLE_SUBSCRIBERS))
    add(await compareIdle({ subscribers: IDLE_SUBSCRIBERS, rounds: Math.min(rounds, IDLE_ROUNDS) }));
  return finish('fanout', comparisons, { save });
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
