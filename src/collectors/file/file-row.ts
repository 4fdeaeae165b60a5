import type { JsonObject } from '../../domain/json.js';
import type { Line } from './text-file.js';

/** A record of a file, or why a line of it is none. */
export type FileRow = ReadRow | UnreadRow;

interface ReadRow {
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly record: JsonObject;
}

interface UnreadRow {
  readonly line: number;
  /** One of a few fixed texts. */
  readonly reason: string;
  readonly detail: string | null;
  /** The line as it is; null when it is too long to be kept. */
  readonly raw: string | null;
}

/** Turns lines into records. */
export interface RowReader {
  /** `isLast`: no more lines come, so that what waits for its end has none. */
  read(lines: readonly Line[], isLast: boolean): readonly FileRow[];
}
