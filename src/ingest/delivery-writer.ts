import type { Logger } from 'pino';
import { type Sink, SinkError, type SinkRecord } from '../sinks/sink.js';
import { givingUpAfter } from './delivery-deadline.js';

/** Is told what became of each record, by its place among those given; of what is left it is told nothing. */
export interface WriteReport {
  written(index: number): void;
  /** It alone is to blame. */
  refused(index: number, why: { readonly reason: string; readonly detail: string | null }): void;
}

interface WriteResult {
  /** Why the rest could not be written; null when nothing is left. */
  readonly failure: SinkError | null;
  /** Places of the records that are not known to be stored, in their order. */
  readonly left: readonly number[];
}

export interface WriterDeps {
  readonly sink: Sink;
  readonly logger: Logger;
  readonly random: () => number;
  /** A write that takes longer is given up: its records may be stored or not. */
  readonly writeDeadlineMs: number;
  /** Called before the same records are tried again. */
  readonly onRetry: () => void;
}

export type WriteBatch = (
  records: readonly SinkRecord[],
  report: WriteReport,
  signal: AbortSignal,
) => Promise<WriteResult>;

const MAX_CONFLICTS = 5;
const CONFLICT_PAUSE_MS = 50;

/**
 * Writes records to the sink as far as they can be written: what it cannot take at once is halved, so
 * that a record that is to blame costs only itself. Never rejects.
 */
export function createWriter({ sink, logger, random, writeDeadlineMs, onRetry }: WriterDeps): WriteBatch {
  return async (records, report, signal) => {
    const pending = [[...records.keys()]];
    let conflicts = 0;
    for (let part = pending.shift(); part !== undefined; part = pending.shift()) {
      const failure = await write(part);
      if (failure === null) {
        conflicts = 0;
        continue;
      }
      if (failure.failure === 'record' || failure.failure === 'tooLarge') {
        const [only] = part;
        if (part.length > 1) pending.unshift(...halves(part));
        else if (only !== undefined) report.refused(only, blame(failure));
      } else if (failure.failure === 'conflict' && conflicts < MAX_CONFLICTS && !signal.aborted) {
        conflicts += 1;
        onRetry();
        await new Promise((resolve) => setTimeout(resolve, CONFLICT_PAUSE_MS * (0.5 + random())));
        pending.unshift(part);
      } else {
        return { failure, left: [part, ...pending].flat() };
      }
    }
    return { failure: null, left: [] };

    async function write(part: readonly number[]): Promise<SinkError | null> {
      try {
        const refused = await givingUpAfter(writeDeadlineMs, signal, (limit) =>
          sink.write(
            part.flatMap((index) => records[index] ?? []),
            limit,
          ),
        );
        const blamed = new Map(refused.map((one) => [one.index, one]));
        for (const [place, index] of part.entries()) {
          const why = blamed.get(place);
          if (why === undefined) report.written(index);
          else report.refused(index, why);
        }
        return null;
      } catch (error) {
        if (error instanceof SinkError) return error;
        logger.error({ err: error }, 'a sink failed unexpectedly');
        return new SinkError('outage', error instanceof Error ? error.message : String(error), {
          cause: error,
        });
      }
    }
  };
}

const blame = (failure: SinkError) => ({
  reason: failure.reason ?? (failure.failure === 'tooLarge' ? 'too large' : 'refused'),
  detail: failure.message,
});

function halves(part: readonly number[]): [number[], number[]] {
  const middle = Math.ceil(part.length / 2);
  return [part.slice(0, middle), part.slice(middle)];
}
