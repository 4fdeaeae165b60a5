import { parse } from 'csv-parse/sync';
import { countKnown, readColumns, type Columns } from './columns.js';
import { droneRecordOf } from './drone-row.js';
import type { FileRow, RowReader } from './file-row.js';
import { UnreadableFileError, type Line } from './text-file.js';

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Lines of one record, when line breaks are quoted. More than that is a quote that was never closed. */
const MAX_JOINED_LINES = 50;
/** A first line by which Excel is told the delimiter. */
const SEPARATOR_LINE = /^sep=(.)$/i;

/** The delimiter under which most headers are known. */
function sniffDelimiter(header: string): string {
  const scores = DELIMITERS.map((delimiter) => {
    const headers = parseOne(header, delimiter) ?? [];
    return { delimiter, known: countKnown(headers), count: headers.length };
  });
  scores.sort((a, b) => b.known - a.known || b.count - a.count);
  return scores[0]?.delimiter ?? ',';
}

interface CsvReader extends RowReader {
  /** Unfamiliar headers, from which nothing is read. */
  readonly unusedColumns: readonly string[];
}

/**
 * Reads CSV whose header is the first of `lines`; the rest of the file is given to `read`.
 *
 * @throws {UnreadableFileError} the header names no drone id or no time
 */
export function createCsvReader(lines: readonly Line[], givenDelimiter: string | null): CsvReader {
  const [first, second] = lines.filter(({ text }) => text !== '');
  const separator = SEPARATOR_LINE.exec(first?.text ?? '')?.[1] ?? null;
  const header = separator === null ? first : second;
  const delimiter = givenDelimiter ?? separator ?? sniffDelimiter(header?.text ?? '');
  const headers = parseOne(header?.text ?? '', delimiter) ?? [];
  const columns = readColumns(headers);
  if (columns.missing.length > 0) {
    throw new UnreadableFileError(
      `The first line names no column for ${columns.missing.join(' and ')}. It has: ` +
        JSON.stringify(headers.slice(0, 60)),
    );
  }
  /** Lines whose record goes on in what was not read yet. */
  let carried: readonly Line[] = [];
  const headerLine = header?.number ?? 0;

  function read(more: readonly Line[], isLast: boolean): FileRow[] {
    const pending = [...carried, ...more.filter(({ number }) => number > headerLine)];
    carried = [];
    const rows: FileRow[] = [];
    let whole: Line[] = [];
    const flush = () => {
      rows.push(...parseWhole(whole, columns, delimiter));
      whole = [];
    };
    for (let at = 0; at < pending.length;) {
      const line = pending[at] as Line;
      if (line.text === null) {
        flush();
        rows.push({ line: line.number, reason: 'line too long', detail: null, raw: null });
        at += 1;
      } else if (isBalanced(line.text)) {
        whole.push(line);
        at += 1;
      } else {
        flush();
        const end = endOfRecord(pending, at);
        if (end === null && !isLast && pending.length - at < MAX_JOINED_LINES) {
          carried = pending.slice(at);
          return rows;
        }
        const text = end === null ? null : pending.slice(at, end + 1).map((part) => part.text);
        const values = text === null ? null : parseOne(text.join('\n'), delimiter);
        if (end !== null && values?.length === columns.count) {
          rows.push(...toRows(line, values, columns));
          at = end + 1;
        } else {
          // It makes no sense as a whole, so the quote is the fault of its first line alone.
          rows.push({ line: line.number, reason: 'quote not closed', detail: null, raw: line.text });
          at += 1;
        }
      }
    }
    flush();
    return rows;
  }

  return { unusedColumns: columns.unused, read };
}

/** Lines that are a record each: all at once, or, when one disturbs the others, one by one. */
function parseWhole(lines: readonly Line[], columns: Columns, delimiter: string): FileRow[] {
  const filled = lines.filter(({ text }) => text !== '');
  if (filled.length === 0) return [];
  const together = parseAll(filled.map(({ text }) => text).join('\n'), delimiter);
  const records = together?.length === filled.length ? together : null;
  return filled.flatMap((line, index) =>
    toRows(line, records?.[index] ?? parseOne(line.text ?? '', delimiter), columns),
  );
}

/** One row, or none for a header: files that were put together from several have one for each. */
function toRows({ number, text }: Line, values: string[] | null, columns: Columns): FileRow[] {
  const unread = (reason: string, detail: string | null): FileRow[] => [
    { line: number, reason, detail, raw: text },
  ];
  if (values === null) return unread('misplaced quote', null);
  if (columns.isHeader(values)) return [];
  if (values.length !== columns.count)
    return unread('wrong number of columns', `${values.length} instead of ${columns.count}`);
  const row = columns.record(values);
  // Which unit a column of theirs is in cannot be told from its name.
  if (row['track_type']?.toLowerCase() === 'aircraft') return unread('aircraft in CSV', null);
  return [{ line: number, record: droneRecordOf(row) }];
}

/** Null when a quote is where none belongs. */
function parseAll(text: string, delimiter: string): string[][] | null {
  try {
    return parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true, max_record_size: 0 });
  } catch {
    return null;
  }
}

/** Null unless the text is exactly one record. */
function parseOne(text: string, delimiter: string): string[] | null {
  const records = parseAll(text, delimiter);
  return records?.length === 1 ? (records[0] ?? null) : null;
}

/** Where the quotes that are open after line `start` are closed; null when that is not among the lines, or too far. */
function endOfRecord(lines: readonly Line[], start: number): number | null {
  const last = Math.min(lines.length, start + MAX_JOINED_LINES) - 1;
  for (let at = start + 1; at <= last; at++) {
    const text = lines[at]?.text ?? null;
    if (text === null) return null;
    if (!isBalanced(text)) return at;
  }
  return null;
}

/** Quotes within quotes are doubled, so a record has an even number of them. */
function isBalanced(text: string): boolean {
  let balanced = true;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) balanced = !balanced;
  return balanced;
}
