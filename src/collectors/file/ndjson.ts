import { isJsonObject } from '../../domain/json.js';
import { parseJson } from '../dragonsync/payload.js';
import type { FileRow, RowReader } from './file-row.js';

/** One JSON object per line. */
export function createNdjsonReader(): RowReader {
  return {
    read: (lines) =>
      lines.flatMap(({ number, text }): FileRow[] => {
        if (text === null) return [{ line: number, reason: 'line too long', detail: null, raw: null }];
        if (text.trim() === '') return [];
        const record = parsed(text);
        if (isJsonObject(record)) return [{ line: number, record }];
        return [{ line: number, reason: 'not a JSON object', detail: null, raw: text }];
      }),
  };
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}
