import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCsvReader } from './csv.js';
import type { FileRow } from './file-row.js';
import type { Line } from './text-file.js';

const linesOf = (text: string): Line[] =>
  text.split('\n').map((line, index) => ({ number: index + 1, text: line }));

function read(text: string, batchLines = Infinity): FileRow[] {
  const lines = linesOf(text);
  const reader = createCsvReader(lines, null);
  const rows: FileRow[] = [];
  for (let at = 0; at < lines.length; at += batchLines) {
    rows.push(...reader.read(lines.slice(at, at + batchLines), at + batchLines >= lines.length));
  }
  return rows;
}

/** Line and id of what was read; line and reason of what was not. */
const brief = (rows: readonly FileRow[]) =>
  rows.map((row) => [row.line, 'record' in row ? row.record['id'] : row.reason]);

const HEADER = 'id,time,description\n';

test('a quote that is never closed costs the line it is on, not the rest of the file', () => {
  const good = Array.from({ length: 200 }, (_, index) => `d${index},1,x`).join('\n');
  const rows = read(`${HEADER}bad,1,"torn\n${good}`);
  expect(rows[0]).toMatchObject({ line: 2, reason: 'quote not closed', raw: 'bad,1,"torn' });
  expect(rows).toHaveLength(201);
  expect(rows.at(-1)).toMatchObject({ line: 202, record: { id: 'd199' } });
});

test('two torn lines do not swallow what is between them', () => {
  expect(brief(read(`${HEADER}a,1,"torn\nb,1,x\nc,1,"torn\nd,1,y`))).toEqual([
    [2, 'quote not closed'],
    [3, 'b'],
    [4, 'quote not closed'],
    [5, 'd'],
  ]);
});

test('a quote in the middle of a field costs that row', () => {
  expect(brief(read(`${HEADER}a,1,x\nb,1,5"6"\nc,1,"x"y\nd,1,"a ""b"""`))).toEqual([
    [2, 'a'],
    [3, 'misplaced quote'],
    [4, 'misplaced quote'],
    [5, 'd'],
  ]);
});

test('a header in the middle, of a file put together from several, is no row', () => {
  expect(brief(read(`${HEADER}a,1,x\n${HEADER}b,1,x`))).toEqual([
    [2, 'a'],
    [4, 'b'],
  ]);
});

test('aircraft in CSV are refused, since nobody knows in which units', () => {
  expect(brief(read('id,time,track_type\na,1,aircraft\nb,1,drone'))).toEqual([
    [2, 'aircraft in CSV'],
    [3, 'b'],
  ]);
});

test('rows are the same in whatever portions the lines come, and none is lost', () => {
  const line = fc.constantFrom('a,1,x', 'b,1,"x', 'c,1,y"', 'd', '', 'e,1,"x""y"', '"', 'f,1,5"6"');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (lines, size) => {
      const text = HEADER + lines.join('\n');
      const rows = read(text);
      expect(brief(read(text, size))).toEqual(brief(rows));
      // Each line that says something is a row, a reject, or the rest of a quoted text.
      const numbers = new Set(rows.map((row) => row.line));
      const first = lines.findIndex((each) => each !== '');
      if (first !== -1) expect(numbers).toContain(first + 2);
    }),
  );
});

test('without a drone id or a time in the header, the file is refused', () => {
  expect(() => read('lat,lon\n1,2')).toThrow('names no column for id and time');
});
