import type { Child } from '../child.js';
import { median } from '../median.js';
import { usageOf, usageOfFamily } from '../process-usage.js';
import { compareAnswers } from './compare.js';
import type { Contender, Running } from './contenders.js';
import type { LoadOrder, LoadReport } from './load.js';
import type { Days, Question } from './questions.js';

/** A contender that answers from one of the databases. */
export interface Entrant {
  readonly contender: Contender;
  readonly running: Running;
}

/** One thing to measure: who is asked what. */
export interface Race {
  readonly question: Question;
  readonly days: Days;
  /** As many different questions again and again; null: each is asked once. */
  readonly different: number | null;
  readonly entrants: readonly Entrant[];
}

interface Figures {
  readonly perS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** For a thousand answers. */
  readonly serverCpuS: number;
  /** For a thousand answers. */
  readonly databaseCpuS: number;
}

/** Medians of the rounds. */
export interface Outcome extends Figures {
  readonly name: string;
}

export interface MeasureOptions {
  readonly loader: Child;
  readonly postmasterPid: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
}

/** More than anybody answers in the seconds of a round, and of warming up. */
const NUMBERS_PER_ROUND = 100_000;
const WARM_UP_NUMBERS = 20_000;
/** Pools have closed their idle connections since the last time. */
const WARM_UP_S = 0.5;
/** Of the shortest right answer. Answers differ by a few digits, and an error is much shorter. */
const LEAST_SHARE = 0.8;

/**
 * Races entrants in rounds, one after the other and in another order in each round; the first round only warms up.
 * The outcomes are in the order of the races and their entrants.
 *
 * @throws {Error} somebody answers something else than the others, or not at all
 */
export async function measure(races: readonly Race[], options: MeasureOptions): Promise<Outcome[][]> {
  const results = races.map(({ entrants }) => entrants.map((): Figures[] => []));
  const leastBytes: number[][] = [];
  for (const race of races) leastBytes.push((await compareAnswers(race)).map((bytes) => bytes * LEAST_SHARE));
  for (let round = 0; round <= options.rounds; round++) {
    for (const [raceIndex, { question, days, different, entrants }] of races.entries()) {
      for (let turn = 0; turn < entrants.length; turn++) {
        const index = (turn + round) % entrants.length;
        const { contender, running } = entrants[index]!;
        const figures = await run(contender.name, running.pid, options, {
          url: running.url,
          dialect: contender.dialect,
          question,
          days,
          different,
          from: different === null ? round * NUMBERS_PER_ROUND : 0,
          leastBytes: leastBytes[raceIndex]![index]!,
          connections: options.connections,
          seconds: options.seconds,
        });
        if (round > 0) results[raceIndex]![index]!.push(figures);
      }
    }
  }
  return races.map(({ entrants }, raceIndex) =>
    entrants.map(({ contender }, index) => ({
      name: contender.name,
      ...mediansOf(results[raceIndex]![index]!),
    })),
  );
}

async function run(
  name: string,
  pid: number,
  { loader, postmasterPid }: MeasureOptions,
  order: LoadOrder,
): Promise<Figures> {
  const cpuS = () => ({ server: usageOf(pid).cpuS, database: usageOfFamily(postmasterPid).cpuS });
  const from = order.different === null ? order.from + NUMBERS_PER_ROUND - WARM_UP_NUMBERS : order.from;
  await loader.ask<LoadReport>({ ...order, from, seconds: WARM_UP_S } satisfies LoadOrder);
  const before = cpuS();
  const { answers, failures, seconds, p50Ms, p99Ms } = await loader.ask<LoadReport>(order);
  const after = cpuS();
  if (failures > 0) throw new Error(`${name} failed ${failures} of ${answers} times (${order.question}).`);
  return {
    perS: answers / seconds,
    p50Ms,
    p99Ms,
    serverCpuS: ((after.server - before.server) * 1000) / answers,
    databaseCpuS: ((after.database - before.database) * 1000) / answers,
  };
}

function mediansOf(results: readonly Figures[]): Figures {
  const of = (property: keyof Figures) => median(results.map((result) => result[property]));
  return {
    perS: of('perS'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    serverCpuS: of('serverCpuS'),
    databaseCpuS: of('databaseCpuS'),
  };
}
