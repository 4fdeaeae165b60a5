import { boundOf, isKept, threeDigits, type BenchResult, type Comparison, type Measured } from './result.js';

const START = '<!-- bench:report -->';
const END = '<!-- /bench:report -->';

/** The tables of README.md, one for each bench in the order of their names. */
export function reportOf(results: readonly BenchResult[]): string {
  if (results.length === 0) return 'No result is kept yet.';
  return [...results]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ command, date, node, cpus, comparisons }) =>
        `\`${command}\`, ${date}, Node ${node.replace(/^v/, '')}, ${cpus} cores\n\n` +
        '| | ours | peers | limit | ratio | promise |\n| --- | ---: | --- | --- | --- | --- |\n' +
        comparisons.map(row).join('\n'),
    )
    .join('\n\n');
}

/** @throws {Error} the text has no place for it */
export function withReport(text: string, report: string): string {
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`README.md lacks ${START} or ${END}`);
  return `${text.slice(0, start + START.length)}\n\n${report}\n\n${text.slice(end)}`;
}

function row({ what, unit, ours, peers = [], limit, promises }: Comparison): string {
  const named = ({ name, value }: Measured) => `${name} ${threeDigits(value)}`;
  const cells = [
    what,
    `${threeDigits(ours)} ${unit}`,
    peers.map(named).join('<br>'),
    limit === undefined ? '' : named(limit),
    promises.map((each) => `${threeDigits(each.value)} ${each.name}`).join('<br>'),
    promises.map((each) => `${boundOf(each)}${isKept(each) ? '' : ' **missed**'}`).join('<br>'),
  ];
  return `| ${cells.join(' | ')} |`;
}
