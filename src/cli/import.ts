import { basename } from 'node:path';
import type { Logger } from 'pino';
import { fileSourceId } from '../collectors/file/file-source.js';
import { openRecordFile, type FileFormat } from '../collectors/file/record-file.js';
import type { Config } from '../config.js';
import type { DeadLetter } from '../domain/dead-letter.js';
import { createWriter } from '../ingest/delivery-writer.js';
import { createValidate } from '../ingest/validate.js';
import { createCopySink } from '../sinks/timescale-copy.js';
import { storeDeadLetters } from '../sinks/timescale-dead-letters.js';
import { inTransaction } from '../sinks/timescale-transaction.js';
import { EXIT, onInterrupt } from './exit.js';
import { importRows, type ImportTarget } from './import-rows.js';
import { NO_KITS, readKitNames } from './kit-names.js';
import { openDatabase, type OpenDatabase } from './open-database.js';
import { startProgress } from './progress.js';
import { openRejects } from './rejects.js';
import { createTally, type Tally } from './tally.js';

export interface ImportFlags {
  readonly kit?: string;
  readonly format?: FileFormat;
  readonly delimiter?: string;
  readonly dryRun?: true;
  readonly rejects?: string;
  readonly fast?: true;
}

const WRITE_DEADLINE_MS = 300_000;

/**
 * `airpicture import FILE`: stores a log of detections as history. Prints a summary; returns the exit code.
 *
 * @throws {UnreadableFileError} and whatever keeps the database from being opened
 */
export async function importCommand(
  path: string,
  flags: ImportFlags,
  config: Config,
  logger: Logger,
): Promise<number> {
  const startedMs = performance.now();
  const file = await openRecordFile({
    path,
    format: flags.format ?? null,
    delimiter: flags.delimiter === '\\t' ? '\t' : (flags.delimiter ?? null),
  });
  const sourceId = fileSourceId(basename(path));
  const rejects = await openRejects({ sourceId, path: flags.rejects ?? null, now: Date.now });
  const database = flags.dryRun === true ? null : await openDatabase(config, logger);
  const interrupt = onInterrupt();
  const progress = startProgress(file.totalBytes, process.stderr, 'bytes');
  const tally = createTally();
  let kits = NO_KITS;
  let failure: Error | null = null;
  try {
    if (database !== null) kits = await readKitNames(database.pool);
    await importRows({
      rows: file.rows(),
      context: {
        sourceId,
        receivedAtMs: Date.now(),
        kitIdOf: (named) => flags.kit ?? kits.kitIdOf(named),
      },
      validate: createValidate({ mode: config.validation }),
      target: database === null ? null : targetIn(database, logger),
      tally,
      rejects,
      fast: flags.fast === true,
      stop: interrupt.signal,
      onProgress: () =>
        progress.update(file.bytesRead(), {
          done: tally.counts.stored + tally.counts.known,
          rejected: tally.counts.rejected,
        }),
      monotonic: () => performance.now(),
    });
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  } finally {
    progress.stop();
    interrupt.release();
    await rejects.close();
    await database?.close();
  }

  const seconds = (performance.now() - startedMs) / 1000;
  const unknown = database === null ? [] : [...tally.kitIds].filter((kitId) => !kits.isRegistered(kitId));
  const notes = [
    ...(flags.dryRun === true ? ['dry run: nothing was stored'] : []),
    ...(file.unusedColumns.length > 0 ? [`columns not used: ${listed(file.unusedColumns)}`] : []),
    ...(unknown.length > 0
      ? [`kits that are not registered, so only in the history: ${listed(unknown)}`]
      : []),
    ...(interrupt.signal.aborted ? ['interrupted: the rest of the file was not read'] : []),
    ...(failure === null ? [] : [`stopped: ${failure.message}`]),
  ];
  const pace = `${seconds.toFixed(1)} s, ${Math.round(tally.counts.read / seconds)} rows/s`;
  process.stdout.write(`${[...tally.lines(), `took           ${pace}`, ...notes].join('\n')}\n`);
  return exitCode(tally, failure, interrupt.signal.aborted);
}

function targetIn({ pool }: OpenDatabase, logger: Logger): ImportTarget {
  const sink = createCopySink({ pool });
  const write = createWriter({
    sink,
    logger,
    random: Math.random,
    writeDeadlineMs: WRITE_DEADLINE_MS,
    onRetry: () => undefined,
  });
  const never = new AbortController().signal;
  return {
    write,
    duplicates: () => sink.duplicates(),
    async bury(letters: readonly DeadLetter[]) {
      if (letters.length > 0) await inTransaction(pool, never, (client) => storeDeadLetters(client, letters));
    },
  };
}

function exitCode({ counts }: Tally, failure: Error | null, interrupted: boolean): number {
  if (failure !== null) return EXIT.FAILED;
  if (interrupted) return EXIT.INTERRUPTED;
  if (counts.rejected === 0) return EXIT.OK;
  return counts.rejected === counts.read ? EXIT.FAILED : EXIT.SOME_REJECTED;
}

/** Names from the file are hostile text: JSON keeps them on one line, and from moving the cursor. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => JSON.stringify(name));
  return shown.join(', ') + (names.length > shown.length ? `, … (${names.length})` : '');
}
