import type { DeadLetter } from '../../domain/dead-letter.js';
import type { LogEvent } from '../../domain/log-event.js';
import type { Observation } from '../../domain/observation.js';
import { deadLetterOf } from '../../ingest/dead-letter.js';
import type { Batch } from './batch.js';
import { distinctTimes } from './distinct-times.js';
import { type MessageContext, type MessageReject, understandMessage } from './message.js';
import type { RejectedMessage } from './push-answer.js';
import { pushSourceId } from './push-source.js';

/** What the messages of a batch say. */
interface UnderstoodBatch {
  readonly records: readonly (Observation | LogEvent)[];
  /** Where each of them was in the batch. */
  readonly places: readonly number[];
  readonly rejected: readonly RejectedMessage[];
  /** Of the rejected ones, but for what its sender had no right to. */
  readonly letters: readonly DeadLetter[];
}

/**
 * The same batch in the same context gives the same records.
 *
 * @throws {PushRefusedError} `UNAVAILABLE`: one needs a kit, and kits have not been read yet
 */
export function understandBatch(
  batch: Batch,
  context: Pick<MessageContext, 'pushKey' | 'receivedAtMs' | 'kits' | 'logSource'>,
): UnderstoodBatch {
  const records: (Observation | LogEvent)[] = [];
  const places: number[] = [];
  const rejected: RejectedMessage[] = [];
  const letters: DeadLetter[] = [];
  const { source, timeMs: batchTimeMs } = batch;
  const { pushKey, receivedAtMs, kits, logSource } = context;
  batch.messages.forEach((message, index) => {
    const understood = understandMessage(message, {
      source,
      logSource,
      pushKey,
      index,
      batchTimeMs,
      receivedAtMs,
      kits,
    });
    if (understood.rejected === null) {
      records.push(understood.record);
      places.push(index);
      return;
    }
    const { code, message: advice } = understood.rejected;
    rejected.push({ index, code, message: advice });
    // Kept, it could be tried again, and by then nobody would know who sent it.
    if (code === 'FORBIDDEN_KIT') return;
    // Tried again, each gets the time of its first failure: two about one aircraft must not get the same.
    letters.push(letterOf(understood.rejected, source, receivedAtMs + letters.length));
  });
  return { records: distinctTimes(records), places, rejected, letters };
}

function letterOf(
  { code, message, reason, kitId, record }: MessageReject,
  source: string | null,
  atMs: number,
): DeadLetter {
  return deadLetterOf(
    {
      stage: 'UNDERSTAND',
      reason,
      detail: code === reason ? message : null,
      sink: null,
      kitId,
      sourceId: pushSourceId(source),
      format: 'message',
    },
    record,
    atMs,
  );
}
