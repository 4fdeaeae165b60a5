import type { DeadLetter, SinkName } from '../domain/dead-letter.js';
import type { SinkRecord } from '../sinks/sink.js';
import { deadLetterOf } from './dead-letter.js';
import type { Offer } from './delivery.js';
import type { Buffered } from './priority-buffer.js';
import type { Outcome, Receipt } from './receipt.js';

/** A record on its way, and who wants to know what becomes of it. */
interface Entry {
  readonly record: SinkRecord;
  /** Null when its sender does not wait. */
  readonly receipt: Receipt | null;
  /** Its place among the records that the receipt is for. */
  readonly index: number;
}

export type Waiting = Buffered<Entry>;

export const waitingOf = (offer: Offer, index: number, receipt: Receipt | null): Waiting => ({
  priority: offer.priority,
  orderKey: orderKeyOf(offer.record),
  droppable: receipt === null,
  value: { record: offer.record, receipt, index },
});

export function settle({ value }: Waiting, outcome: Outcome): void {
  value.receipt?.settle(value.index, outcome);
}

/** Records with the same one stay in the order they came in. Those of tracks, which are most, cost nothing. */
function orderKeyOf(record: SinkRecord): string {
  switch (record.type) {
    case 'track':
      // An id has no line break, so that it is none of the others.
      return record.droneId;
    case 'signal':
      return `signal\n${record.kitId}\n${record.signalUid}`;
    case 'kitStatus':
      return `kit\n${record.kitId}`;
    case 'log':
      return `log\n${record.source}`;
    case 'deadLetter':
    case 'pushReceived':
      return `${record.type}\n`;
  }
}

export interface Blame {
  readonly reason: string;
  readonly detail: string | null;
}

/** Null for what is about records only: a dead letter of a dead letter helps nobody. */
export function refusedLetter(
  record: SinkRecord,
  { reason, detail }: Blame,
  sink: SinkName,
  atMs: number,
): DeadLetter | null {
  if (record.type === 'deadLetter' || record.type === 'pushReceived') return null;
  const { kitId, sourceId } = record;
  const failure = { stage: 'STORE', reason, detail, sink, kitId, sourceId, format: 'observation' } as const;
  return deadLetterOf(failure, record, atMs);
}
