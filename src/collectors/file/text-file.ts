import { isUtf8 } from 'node:buffer';
import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The file cannot be read as what it should be; nothing was taken from it. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
  readonly code = 'FILE_UNREADABLE';
}

/** A line without its line break; null when it is longer than `MAX_LINE_BYTES`. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string | null;
}

interface TextFile {
  /** In the file as it is, so that compressed files have a size too. */
  readonly totalBytes: number;
  bytesRead(): number;
  /** Some thousand lines at a time. @throws {Error} the file is damaged, or went away */
  lines(): AsyncGenerator<readonly Line[], void>;
}

const MAX_LINE_BYTES = 1_048_576;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const GZIP = [0x1f, 0x8b];
const UTF16 = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];
const UTF8_BOM = '\uFEFF';

/**
 * Opens a text file, gzip'd or not. Lines are UTF-8; one that is not is latin1, line by line, since
 * logs are appended to by different programs.
 *
 * @throws {UnreadableFileError} there is no such file, or it is UTF-16
 */
export async function openTextFile(path: string): Promise<TextFile> {
  const { start, totalBytes } = await inspect(path);
  if (UTF16.some((mark) => startsWith(start, mark)))
    throw new UnreadableFileError(`${path} is UTF-16: save it as UTF-8 and try again.`);
  let file: ReadStream | null = null;
  return {
    totalBytes,
    bytesRead: () => file?.bytesRead ?? 0,
    lines() {
      file = createReadStream(path, { highWaterMark: 262_144 });
      if (!startsWith(start, GZIP)) return splitLines(file);
      // A failure of either ends the reading with it.
      return splitLines(pipeline(file, createGunzip(), () => undefined));
    },
  };
}

async function inspect(path: string): Promise<{ start: Buffer; totalBytes: number }> {
  try {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      return { start: buffer.subarray(0, bytesRead), totalBytes: size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new UnreadableFileError(
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

const startsWith = (start: Buffer, mark: readonly number[]) =>
  start.length >= mark.length && mark.every((byte, at) => start[at] === byte);

/** Exported for its tests. */
export async function* splitLines(
  chunks: AsyncIterable<unknown> | Iterable<Buffer>,
): AsyncGenerator<readonly Line[], void> {
  let number = 0;
  let begun: Buffer[] = [];
  let begunBytes = 0;

  function finish(end: Buffer): Line {
    const bytes = begun.length === 0 ? end : Buffer.concat([...begun, end]);
    const tooLong = begunBytes + end.length > MAX_LINE_BYTES;
    begun = [];
    begunBytes = 0;
    number += 1;
    return { number, text: tooLong ? null : decode(bytes, number === 1) };
  }

  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    const lines: Line[] = [];
    let from = 0;
    for (let to = chunk.indexOf(NEWLINE); to !== -1; to = chunk.indexOf(NEWLINE, from)) {
      lines.push(finish(chunk.subarray(from, to)));
      from = to + 1;
    }
    // Of a line that is too long already, no more is kept.
    if (begunBytes <= MAX_LINE_BYTES && from < chunk.length) begun.push(chunk.subarray(from));
    begunBytes += chunk.length - from;
    if (lines.length > 0) yield lines;
  }
  if (begunBytes > 0) yield [finish(Buffer.alloc(0))];
}

function decode(bytes: Buffer, isFirst: boolean): string {
  const line = bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes;
  const text = isUtf8(line) ? line.toString('utf8') : line.toString('latin1');
  return isFirst && text.startsWith(UTF8_BOM) ? text.slice(1) : text;
}
