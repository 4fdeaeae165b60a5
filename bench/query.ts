/**
 * Reading history over HTTP, on the built server and on others over the same PostgreSQL and tables: the newest 500 reports
 * of a day with 12 fields, one report by its id, and the path of a drone in 24 hours. No two questions are the same, so
 * that nobody answers from a cache, unless it says so. Before anything is measured, all have to answer the same.
 *
 * Others are yoga with ordinary execution, mercurius with its compiler and PostGraphile over the same tables; the limit is
 * an endpoint that is written by hand with fastify and pg. All have as many connections to the database, and
 * each question is one statement, or two where GraphQL has an object in between. Exit code 1 when a promise is broken.
 *
 *     npm run bench:query -- [--full | --rows 1000000,20000000] [--data-dir DIR] [--rounds 5] [--seconds 2] [--save]
 *
 * `--full` is `--rows 1000000,20000000`. Twenty million rows take 12 GiB and several minutes to make; a `--data-dir`
 * keeps them for the next time.
 */
import { parseArgs } from 'node:util';
import { wholeNumber } from '../simulator/whole-number.js';
import { inArena, type Arena } from './query/arena.js';
import { comparisonOf, growthPromises, listPromises } from './query/comparisons.js';
import { handWritten, mercurius, ours, postgraphile, yoga } from './query/contenders.js';
import { ROWS_PER_DAY } from './query/flights.js';
import { measure, type Outcome, type Race } from './query/measure.js';
import { QUESTIONS, type Question } from './query/questions.js';
import { finish, type Promised } from './result.js';

const TITLES: Readonly<Record<Question, string>> = {
  list: '500 rows × 12 fields',
  node: 'one row by its id',
  path: '24-hour path',
};
/** Few enough for any cache. */
const ASKED_AGAIN = 20;
const YEAR_DAYS = 365;
/** A newer or an older history than this is asked about as many days. */
const COMPARED_DAYS = 30;
const CONNECTIONS = 8;

function readArguments() {
  const { values } = parseArgs({
    options: {
      full: { type: 'boolean', default: false },
      rows: { type: 'string', default: '1000000' },
      'data-dir': { type: 'string' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      save: { type: 'boolean', default: false },
    },
  });
  const rows = values.full ? '1000000,20000000' : values.rows;
  return {
    sizes: rows
      .split(',')
      .map((size) => wholeNumber('rows', size, COMPARED_DAYS * ROWS_PER_DAY, 100_000_000)),
    dataDir: values['data-dir'] ?? null,
    rounds: wholeNumber('rounds', values.rounds, 1, 50),
    seconds: wholeNumber('seconds', values.seconds, 1, 30),
    save: values.save,
  };
}

/** A race, and the promises about its outcomes; `all` are those of all lines. */
interface Line {
  readonly what: string;
  readonly race: Race;
  readonly promises?: (
    outcomes: readonly Outcome[],
    all: readonly (readonly Outcome[])[],
  ) => readonly Promised[];
}

function linesOf(sizes: readonly number[], { entrants }: Arena): Line[] {
  return sizes.flatMap((rows, index) => {
    const size = millions(rows);
    const among = entrants[index] ?? [];
    const days = Math.floor(rows / ROWS_PER_DAY);
    const questions = QUESTIONS.map((question, number): Line => ({
      what: `${TITLES[question]}, ${size}`,
      race: {
        question,
        days: { newest: 0, count: days },
        different: null,
        entrants: among.filter(({ contender }) => contender.questions.includes(question)),
      },
      promises: (outcomes, all) => [
        ...(question === 'list' ? listPromises(outcomes) : []),
        ...(index === 0 ? [] : growthPromises(all[number] ?? [], outcomes, `at ${millions(sizes[0] ?? 0)}`)),
      ],
    }));
    const withoutPeers = among.filter(({ contender }) => contender === ours || contender === handWritten);
    const list = { question: 'list', different: null, entrants: withoutPeers } as const;
    if (index === 0) {
      const again = { ...list, days: { newest: 0, count: days }, different: ASKED_AGAIN };
      return [...questions, { what: `${TITLES.list}, asked again, ${size}`, race: again }];
    }
    if (days < YEAR_DAYS + COMPARED_DAYS) return questions;
    return [
      ...questions,
      {
        what: `${TITLES.list}, of the last ${COMPARED_DAYS} days, ${size}`,
        race: { ...list, days: { newest: 0, count: COMPARED_DAYS } },
      },
      {
        what: `${TITLES.list}, of a year ago, ${size}`,
        race: { ...list, days: { newest: YEAR_DAYS, count: COMPARED_DAYS } },
      },
    ];
  });
}

function millions(rows: number): string {
  return `${rows / 1e6} M rows`;
}

async function main(): Promise<number> {
  const { sizes, dataDir, rounds, seconds, save } = readArguments();
  const contenders = [ours, handWritten, yoga, mercurius, postgraphile];
  const comparisons = await inArena({ dataDir, sizes, contenders }, async (arena) => {
    const lines = linesOf(sizes, arena);
    const outcomes = await measure(
      lines.map(({ race }) => race),
      { ...arena, rounds, seconds, connections: CONNECTIONS },
    );
    return lines.map(({ what, promises }, index) =>
      comparisonOf(what, outcomes[index] ?? [], promises?.(outcomes[index] ?? [], outcomes) ?? []),
    );
  });
  return finish('query', comparisons, { save });
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
