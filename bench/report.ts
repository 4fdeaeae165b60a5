/**
 * Writes what bench/results says into README.md, between two comments. The table is nobody's to edit: a test compares it with
 * the results.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reportOf, withReport } from './report-table.js';
import { resultsDir, type BenchResult } from './result.js';

const readme = fileURLToPath(new URL('../README.md', import.meta.url));
const results = readdirSync(resultsDir)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(`${resultsDir}${name}`, 'utf8')) as BenchResult);
writeFileSync(readme, withReport(readFileSync(readme, 'utf8'), reportOf(results)));
