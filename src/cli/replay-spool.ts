import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { DataDirInUseError } from '../db/data-dir-lock.js';
import type { DeadLetter, SinkName } from '../domain/dead-letter.js';
import { createSpool } from '../ingest/lmdb-spool.js';
import type { Spool } from '../ingest/spool.js';
import { createLokiSink } from '../sinks/loki.js';
import type { Sink } from '../sinks/sink.js';
import { createTimescaleSink } from '../sinks/timescale-sink.js';
import { createUndo } from '../undo.js';
import { EXIT, onInterrupt } from './exit.js';
import { openDatabase } from './open-database.js';
import { startProgress } from './progress.js';
import { replayRecords } from './replay-records.js';

export interface ReplayFlags {
  readonly sink?: SinkName;
  readonly dryRun?: true;
}

const DATABASE_BATCH_RECORDS = 1000;
/** As many are looked at to tell of which kind they are: all of them at once may be more than memory holds. */
const MAX_COUNTED = 100_000;

/**
 * `airpicture replay-spool`: writes what waits on disk to its sink, while no server runs that would do it.
 * Prints a summary; returns the exit code.
 */
export async function replaySpoolCommand(
  flags: ReplayFlags,
  config: Config,
  logger: Logger,
): Promise<number> {
  // Loki's first: what it refuses becomes a dead letter in the database's spool.
  const wanted: readonly SinkName[] = flags.sink === undefined ? ['loki', 'tsdb'] : [flags.sink];
  const undo = createUndo(logger);
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const directoryOf = (sink: SinkName) => join(config.dataDir, 'spool', sink);

  async function open(sink: SinkName): Promise<Spool> {
    const { spoolMaxBytes: maxBytes } = config;
    const spool = createSpool({ directory: directoryOf(sink), maxBytes, logger, now: Date.now });
    await spool.open();
    undo.add(`the spool of ${sink}`, () => spool.close());
    return spool;
  }

  async function openSink(
    sink: SinkName,
  ): Promise<{ readonly to: Sink; readonly batchRecords: number } | null> {
    if (sink === 'loki') {
      if (config.loki === null) return null;
      return {
        to: createLokiSink({ config: config.loki, now: Date.now }),
        batchRecords: config.loki.batchSize,
      };
    }
    const database = await openDatabase(config, logger);
    undo.add('the database', () => database.close());
    return {
      to: createTimescaleSink({ pool: database.pool, ready: () => true }),
      batchRecords: DATABASE_BATCH_RECORDS,
    };
  }

  async function replay(sink: SinkName, spools: Map<SinkName, Spool>): Promise<boolean> {
    const spool = spools.get(sink);
    if (spool === undefined || spool.size === 0) {
      say(`${sink}: nothing waits`);
      return true;
    }
    if (flags.dryRun === true) {
      for (const line of describe(sink, spool, Date.now())) say(line);
      return true;
    }
    const opened = await openSink(sink);
    if (opened === null) {
      say(`${sink}: ${spool.size} records wait, but it is not enabled: set LOKI_ENABLED=true and LOKI_URL`);
      return false;
    }
    const interrupt = onInterrupt();
    const progress = startProgress(spool.size, process.stderr, 'records');
    try {
      const { to, batchRecords } = opened;
      const bury = (letters: readonly DeadLetter[]) => buried(letters, to, spools, open);
      const done = await replayRecords({
        spool,
        sink: to,
        batchRecords,
        bury,
        logger,
        stop: interrupt.signal,
        onProgress: (counts) =>
          progress.update(counts.written + counts.deadLettered, {
            done: counts.written,
            rejected: counts.deadLettered,
          }),
      });
      progress.stop();
      const { written, known, deadLettered } = done;
      say(
        `${sink}: ${written} written (${known} of them there already), ${deadLettered} dead letters, ` +
          `${spool.quarantined} unreadable, ${spool.size} left`,
      );
      if (done.failure !== null) say(`${sink}: stopped: ${done.failure}`);
      return done.failure === null && spool.size === 0;
    } finally {
      progress.stop();
      interrupt.release();
    }
  }

  try {
    const spools = new Map<SinkName, Spool>();
    for (const sink of wanted) if (existsSync(directoryOf(sink))) spools.set(sink, await open(sink));
    let complete = true;
    for (const sink of wanted) complete = (await replay(sink, spools)) && complete;
    return complete ? EXIT.OK : EXIT.FAILED;
  } catch (error) {
    if (!(error instanceof DataDirInUseError)) throw error;
    process.stderr.write(
      `A running Airpicture (process ${error.pid}) has the spool open: it writes it by itself as soon as the sink is back.\n`,
    );
    return EXIT.FAILED;
  } finally {
    await undo.all();
  }
}

/** The database's dead letters go to the database; Loki's wait for it in the database's spool. */
async function buried(
  letters: readonly DeadLetter[],
  sink: Sink,
  spools: Map<SinkName, Spool>,
  open: (sink: SinkName) => Promise<Spool>,
): Promise<void> {
  if (letters.length === 0) return;
  if (sink.name === 'tsdb') {
    await sink.write(letters, new AbortController().signal);
    return;
  }
  const spool = spools.get('tsdb') ?? (await open('tsdb'));
  spools.set('tsdb', spool);
  await spool.append(letters);
}

function describe(sink: SinkName, spool: Spool, nowMs: number): string[] {
  const oldestS = Math.round((nowMs - (spool.oldestAtMs ?? nowMs)) / 1000);
  const kinds = new Map<string, number>();
  const looked = spool.oldest(MAX_COUNTED);
  for (const { record } of looked) kinds.set(record.type, (kinds.get(record.type) ?? 0) + 1);
  const of = looked.length < spool.size ? ` (of the oldest ${looked.length})` : '';
  return [
    `${sink}: ${spool.size} records wait, ${(spool.bytes / 1e6).toFixed(1)} MB, the oldest for ${oldestS} s`,
    ...[...kinds].map(([kind, count]) => `  ${kind}: ${count}${of}`),
  ];
}
