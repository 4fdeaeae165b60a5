import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { reportOf, withReport } from './report-table.js';
import { savedResults, type BenchResult } from './result.js';

test('README has what the saved results say: npm run bench:report', () => {
  const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
  expect(withReport(readme, reportOf(savedResults()))).toBe(readme);
});

const result: BenchResult = {
  name: 'fanout',
  command: 'npm run bench:fanout',
  date: '2026-01-31',
  node: 'v22.1.0',
  cpus: 2,
  passed: false,
  comparisons: [
    {
      what: 'the same subscription',
      unit: 'messages/s',
      ours: 43_210,
      peers: [
        { name: 'yoga', value: 4321 },
        { name: 'mercurius', value: 0.5 },
      ],
      limit: { name: 'bare ws', value: 50_000 },
      promises: [
        { name: 'of bare ws', value: 0.86421, atLeast: 0.8 },
        { name: 'MiB', value: 1500, atMost: 1024 },
      ],
    },
  ],
};

test('a line has everything that was measured, and says which promise was missed', () => {
  expect(reportOf([result]).split('\n')).toEqual([
    '`npm run bench:fanout`, 2026-01-31, Node 22.1.0, 2 cores',
    '',
    '| | ours | peers | limit | ratio | promise |',
    '| --- | ---: | --- | --- | --- | --- |',
    '| the same subscription | 43,200 messages/s | yoga 4,320<br>mercurius 0.5 | bare ws 50,000 | ' +
      '0.864 of bare ws<br>1,500 MiB | ≥ 0.8<br>≤ 1,024 **missed** |',
  ]);
});

test('the report takes the place of the one before', () => {
  const text = '# Title\n<!-- bench:report -->\nold\n<!-- /bench:report -->\nrest\n';
  const once = withReport(text, 'new');
  expect(once).toBe('# Title\n<!-- bench:report -->\n\nnew\n\n<!-- /bench:report -->\nrest\n');
  expect(withReport(once, 'new')).toBe(once);
  expect(() => withReport('# Title', 'new')).toThrow('lacks');
});
