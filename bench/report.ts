/**
 * Writes what bench/results says into README.md, between two comments. The table is nobody's to edit: a test compares it with
 * the results.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reportOf, withReport } from './report-table.js';
import { savedResults } from './result.js';

const readme = fileURLToPath(new URL('../README.md', import.meta.url));
writeFileSync(readme, withReport(readFileSync(readme, 'utf8'), reportOf(savedResults())));
