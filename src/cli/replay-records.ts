import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { DeadLetter } from '../domain/dead-letter.js';
import { refusedLetter } from '../ingest/delivery-entry.js';
import { createWriter } from '../ingest/delivery-writer.js';
import type { Spool } from '../ingest/spool.js';
import type { Sink } from '../sinks/sink.js';

interface ReplayOptions {
  readonly spool: Spool;
  readonly sink: Sink;
  readonly batchRecords: number;
  readonly logger: Logger;
  /** Keeps what the sink refused, before it leaves the spool. */
  readonly bury: (letters: readonly DeadLetter[]) => Promise<void>;
  /** Aborting ends it after the current batch. */
  readonly stop: AbortSignal;
  readonly onProgress: (counts: ReplayCounts) => void;
}

interface ReplayCounts {
  readonly written: number;
  readonly deadLettered: number;
}

interface Replayed extends ReplayCounts {
  /** Of the written ones, those that the sink had already, as far as it tells. */
  readonly known: number;
  /** Why it ended before the spool was empty; null when it did not, or was told to. */
  readonly failure: string | null;
}

const WRITE_DEADLINE_MS = 60_000;
const MAX_FAILURES = 5;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 60_000;

/** Writes what waits to the sink, the oldest first. A record leaves the spool when it is safe elsewhere. */
export async function replayRecords({
  spool,
  sink,
  batchRecords,
  logger,
  bury,
  stop,
  onProgress,
}: ReplayOptions): Promise<Replayed> {
  const write = createWriter({
    sink,
    logger,
    random: Math.random,
    writeDeadlineMs: WRITE_DEADLINE_MS,
    onRetry: () => undefined,
  });
  const counts = { written: 0, deadLettered: 0 };
  const ended = (failure: string | null): Replayed => ({
    ...counts,
    known: sink.duplicates?.() ?? 0,
    failure,
  });
  let failures = 0;
  while (!stop.aborted) {
    const oldest = spool.oldest(batchRecords);
    if (oldest.length === 0) break;
    const letters: DeadLetter[] = [];
    const report = {
      written: () => void (counts.written += 1),
      refused(index: number, why: { readonly reason: string; readonly detail: string | null }) {
        const record = oldest[index]?.record;
        const letter = record === undefined ? null : refusedLetter(record, why, sink.name, Date.now());
        if (letter !== null) letters.push(letter);
        counts.deadLettered += 1;
      },
    };
    const { failure, left } = await write(
      oldest.map(({ record }) => record),
      report,
      // A batch that was begun is finished.
      new AbortController().signal,
    );
    await bury(letters);
    const stays = new Set(left);
    await spool.remove(oldest.filter((_, index) => !stays.has(index)).map(({ key }) => key));
    onProgress(counts);
    failures = failure === null || left.length < oldest.length ? 0 : failures + 1;
    if (failure === null) continue;
    if (failure.failure === 'misconfigured' || failures === MAX_FAILURES) return ended(failure.message);
    const pauseMs = Math.min(failure.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** failures, MAX_PAUSE_MS);
    await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined);
  }
  return ended(null);
}
