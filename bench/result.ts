import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Something measured or computed that has a bound. Give `atLeast` or `atMost`. */
export interface Promised {
  /** Reads well after the number: 'of bare ws', '× yoga', 'ms p99', 'MiB'. */
  readonly name: string;
  readonly value: number;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Measured {
  readonly name: string;
  readonly value: number;
}

/** One line of a bench: the same thing done by us, by others, and by whatever cannot be beaten. */
export interface Comparison {
  /** Tells the line from all others: 'the same subscription, 1,000 subscribers'. */
  readonly what: string;
  /** Of `ours`, `peers` and `limit`: 'messages/s'. */
  readonly unit: string;
  readonly ours: number;
  readonly peers?: readonly Measured[];
  readonly limit?: Measured;
  readonly promises: readonly Promised[];
  /** Whatever else was measured; not in README's table. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What a bench prints as its last line, and keeps as bench/results/<name>.json. */
export interface BenchResult {
  readonly name: string;
  /** Its command, to repeat it. */
  readonly command: string;
  /** ISO 8601, the day. */
  readonly date: string;
  readonly node: string;
  readonly cpus: number;
  readonly passed: boolean;
  readonly comparisons: readonly Comparison[];
}

const resultsDir = fileURLToPath(new URL('results/', import.meta.url));

export interface FinishOptions {
  /** Also keep it in bench/results, where `npm run bench:report` finds it. */
  readonly save: boolean;
}

/** Prints each comparison as a sentence and the result as one line of JSON. Returns the exit code: 1 for a broken promise. */
export async function finish(
  name: string,
  comparisons: readonly Comparison[],
  { save }: FinishOptions,
): Promise<0 | 1> {
  const result: BenchResult = {
    name,
    command: `npm run bench:${name}`,
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    cpus: cpus().length,
    passed: comparisons.every(({ promises }) => promises.every(isKept)),
    comparisons: comparisons.map(rounded),
  };
  for (const comparison of comparisons) console.log(sentence(comparison));
  if (save) {
    await mkdir(resultsDir, { recursive: true });
    await writeFile(`${resultsDir}${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
  }
  console.log(JSON.stringify(result));
  return result.passed ? 0 : 1;
}

/** A value that could not be measured keeps nothing. */
export function isKept({ value, atLeast, atMost }: Promised): boolean {
  if (!Number.isFinite(value)) return false;
  return (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost);
}

/** Three digits say all that a measurement knows: 25,430 → '25,400', 0.8312 → '0.831'. */
export function threeDigits(value: number): string {
  // In JSON, what could not be measured is null.
  if (!Number.isFinite(value)) return 'not measured';
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 10 });
}

export function boundOf({ atLeast, atMost }: Promised): string {
  const bounds = [
    atLeast === undefined ? [] : [`≥ ${atLeast.toLocaleString('en')}`],
    atMost === undefined ? [] : [`≤ ${atMost.toLocaleString('en')}`],
  ];
  return bounds.flat().join(', ');
}

function sentence({ what, unit, ours, peers = [], limit, promises }: Comparison): string {
  const measured = [{ name: 'ours', value: ours }, ...peers, ...(limit === undefined ? [] : [limit])];
  const figures = measured.map((each) => `${each.name} ${threeDigits(each.value)}`).join(', ');
  const judged = promises.map(
    (each) => `${threeDigits(each.value)} ${each.name} (${boundOf(each)}${isKept(each) ? '' : ': BROKEN'})`,
  );
  return `${what}: ${figures} ${unit}${judged.length === 0 ? '' : `; ${judged.join('; ')}`}`;
}

/** Digits that say nothing would make every saved run a different file. */
function rounded(comparison: Comparison): Comparison {
  return JSON.parse(
    JSON.stringify(comparison, (_key, value: unknown) =>
      typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value,
    ),
  ) as Comparison;
}

/** What `--save` kept. */
export function savedResults(): BenchResult[] {
  if (!existsSync(resultsDir)) return [];
  return readdirSync(resultsDir)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(`${resultsDir}${name}`, 'utf8')) as BenchResult);
}
