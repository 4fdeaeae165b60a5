import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import type { DeadLetter, DeadLetterFormat, DeadLetterStage } from '../domain/dead-letter.js';
import { deadLetterOf } from '../ingest/dead-letter.js';

interface RejectedRow {
  readonly line: number;
  readonly stage: DeadLetterStage;
  /** One of a few fixed texts. */
  readonly reason: string;
  readonly detail: string | null;
  readonly kitId: string | null;
  readonly format: DeadLetterFormat;
  readonly record: unknown;
}

/** Where rows go that cannot be stored. */
export interface Rejects {
  add(row: RejectedRow): void;
  /** Dead letters that were not taken yet. */
  take(): readonly DeadLetter[];
  close(): Promise<void>;
}

interface RejectsOptions {
  readonly sourceId: string;
  /** Gets every rejected row, an object per line; null: no file. */
  readonly path: string | null;
  readonly now: () => number;
}

/** The dead letters are for everybody: one bad file must not push all others out. */
const MAX_LETTERS = 1000;

/** @throws {Error} the file cannot be written */
export async function openRejects({ sourceId, path, now }: RejectsOptions): Promise<Rejects> {
  const file = path === null ? null : await openFile(path);
  let letters: DeadLetter[] = [];
  let kept = 0;
  return {
    add(row) {
      const { line, stage, reason, detail, kitId, format, record } = row;
      file?.write(`${JSON.stringify({ line, reason, detail, record })}\n`);
      if (kept === MAX_LETTERS) return;
      kept += 1;
      const sink = stage === 'STORE' ? ('tsdb' as const) : null;
      letters.push(deadLetterOf({ stage, reason, detail, sink, kitId, sourceId, format }, record, now()));
    },
    take() {
      const taken = letters;
      letters = [];
      return taken;
    },
    async close() {
      if (file === null) return;
      file.end();
      await once(file, 'close');
    },
  };
}

async function openFile(path: string): Promise<WriteStream> {
  const file = createWriteStream(path);
  await once(file, 'open');
  return file;
}
