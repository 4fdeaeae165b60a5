import { createCsvReader } from './csv.js';
import type { FileRow } from './file-row.js';
import { createNdjsonReader } from './ndjson.js';
import { openTextFile, UnreadableFileError, type Line } from './text-file.js';

export type FileFormat = 'csv' | 'ndjson';

interface RecordFileOptions {
  readonly path: string;
  /** Null: as its first line looks. */
  readonly format: FileFormat | null;
  /** One character; null: the one that makes most sense of the header. */
  readonly delimiter: string | null;
}

interface RecordFile {
  readonly format: FileFormat;
  /** Unfamiliar columns of a CSV file, from which nothing is read. */
  readonly unusedColumns: readonly string[];
  readonly totalBytes: number;
  bytesRead(): number;
  /** Once. @throws {Error} the file is damaged, or went away */
  rows(): AsyncGenerator<readonly FileRow[]>;
}

/** @throws {UnreadableFileError} it is not there, or not what it should be */
export async function openRecordFile({
  path,
  format: given,
  delimiter,
}: RecordFileOptions): Promise<RecordFile> {
  const file = await openTextFile(path);
  const lines = file.lines();
  const first = await firstLines(path, lines);
  const format = given ?? sniffFormat(path, first);
  const reader =
    format === 'csv'
      ? createCsvReader(first, delimiter)
      : { ...createNdjsonReader(), unusedColumns: [] as readonly string[] };
  return {
    format,
    unusedColumns: reader.unusedColumns,
    totalBytes: file.totalBytes,
    bytesRead: () => file.bytesRead(),
    async *rows() {
      let waiting = first;
      for await (const more of lines) {
        yield reader.read(waiting, false);
        waiting = more;
      }
      yield reader.read(waiting, true);
    },
  };
}

async function firstLines(
  path: string,
  lines: AsyncGenerator<readonly Line[], void>,
): Promise<readonly Line[]> {
  try {
    const first = await lines.next();
    return first.done === true ? [] : first.value;
  } catch (error) {
    throw new UnreadableFileError(
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

function sniffFormat(path: string, lines: readonly Line[]): FileFormat {
  const start = lines.find(({ text }) => text?.trim() !== '')?.text?.trimStart();
  if (start === undefined) throw new UnreadableFileError(`${path} is empty.`);
  if (start.startsWith('['))
    throw new UnreadableFileError(`${path} is a JSON array: write one object per line (jq -c '.[]').`);
  return start.startsWith('{') ? 'ndjson' : 'csv';
}
