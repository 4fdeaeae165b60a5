import { setTimeout as sleep } from 'node:timers/promises';
import type { FileRow } from '../collectors/file/file-row.js';
import { formatOf, understand, type UnderstandContext } from '../collectors/file/understand.js';
import type { DeadLetter } from '../domain/dead-letter.js';
import type { Observation } from '../domain/observation.js';
import type { Validate } from '../ingest/validate.js';
import type { WriteBatch } from '../ingest/delivery-writer.js';
import type { Rejects } from './rejects.js';
import type { Tally } from './tally.js';

/** Where an import puts what it read. */
export interface ImportTarget {
  readonly write: WriteBatch;
  /** Of all that was written so far, how many were there before. */
  duplicates(): number;
  bury(letters: readonly DeadLetter[]): Promise<void>;
}

interface ImportOptions {
  readonly rows: AsyncIterable<readonly FileRow[]>;
  readonly context: UnderstandContext;
  readonly validate: Validate;
  /** Null: nothing is to be stored. */
  readonly target: ImportTarget | null;
  readonly tally: Tally;
  readonly rejects: Rejects;
  /** False: after each chunk it rests as long as the chunk took, so that a server beside it is not slowed down. */
  readonly fast: boolean;
  /** Aborting ends the import after the current chunk. */
  readonly stop: AbortSignal;
  readonly onProgress: () => void;
  readonly monotonic: () => number;
}

interface Understood {
  readonly line: number;
  readonly observation: Observation;
}

/** Rows of one transaction. */
const CHUNK_ROWS = 10_000;
const MAX_REST_MS = 10_000;

/**
 * Stores the rows chunk by chunk; whatever is wrong with one costs only that one.
 *
 * @throws {Error} the database is away, or the file is damaged; what was stored is in the tally
 */
export async function importRows(options: ImportOptions): Promise<void> {
  const { rows, tally, rejects, stop, onProgress } = options;
  let chunk: Understood[] = [];
  try {
    for await (const batch of rows) {
      tally.read(batch.length);
      for (const row of batch) {
        const understood = understandRow(row, options);
        if (understood !== null) chunk.push(understood);
        if (chunk.length < CHUNK_ROWS) continue;
        const full = chunk;
        chunk = [];
        await storeChunk(full, options);
      }
      onProgress();
      if (stop.aborted) break;
    }
  } finally {
    // What was read before the file turned out to be damaged counts, too.
    await storeChunk(chunk, options);
    await options.target?.bury(rejects.take());
    onProgress();
  }
}

function understandRow(
  row: FileRow,
  { context, validate, tally, rejects }: ImportOptions,
): Understood | null {
  const reject = (
    stage: 'UNDERSTAND' | 'VALIDATE',
    { reason, detail }: { reason: string; detail: string | null },
    kitId: string | null = null,
  ): null => {
    const record = 'record' in row ? row.record : row.raw;
    const format = ('record' in row ? formatOf(row.record) : null) ?? 'message';
    tally.reject(reason, row.line);
    rejects.add({ line: row.line, stage, reason, detail, kitId, format, record });
    return null;
  };
  if (!('record' in row)) return reject('UNDERSTAND', row);
  const candidate = understand(row.record, context);
  if (!('type' in candidate)) return reject('UNDERSTAND', candidate);
  const { record, errors } = validate(candidate);
  if (record !== null) return { line: row.line, observation: record };
  const [error = { reason: 'not valid', detail: null }] = errors;
  return reject('VALIDATE', error, candidate.kitId);
}

async function storeChunk(chunk: readonly Understood[], options: ImportOptions): Promise<void> {
  const { target, tally, rejects, fast, stop, monotonic } = options;
  if (chunk.length === 0) return;
  const observations = chunk.map(({ observation }) => observation);
  if (target === null) return tally.stored(observations, 0);
  const startedMs = monotonic();
  const stored: Observation[] = [];
  const before = target.duplicates();
  const { failure } = await target.write(
    observations,
    {
      written: (index) => stored.push(...observations.slice(index, index + 1)),
      refused(index, { reason, detail }) {
        const { line, observation } = chunk[index] as Understood;
        tally.reject(reason, line);
        const { kitId } = observation;
        rejects.add({
          line,
          stage: 'STORE',
          reason,
          detail,
          kitId,
          format: 'observation',
          record: observation,
        });
      },
    },
    // A chunk that was begun is finished.
    new AbortController().signal,
  );
  tally.stored(stored, target.duplicates() - before);
  if (failure !== null) throw failure;
  await target.bury(rejects.take());
  const restMs = fast ? 0 : Math.min(monotonic() - startedMs, MAX_REST_MS);
  if (observations.length === CHUNK_ROWS)
    await sleep(restMs, undefined, { signal: stop }).catch(() => undefined);
}
