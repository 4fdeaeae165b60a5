import type { DeadLetter, SinkName } from '../domain/dead-letter.js';
import type { LogEvent } from '../domain/log-event.js';
import type { Observation } from '../domain/observation.js';
import type { Priority } from '../domain/priority.js';
import type { PushReceived } from '../sinks/sink.js';
import type { Outcome } from './receipt.js';

/** Why a record cannot be used; nothing of it is stored, except as a dead letter. */
export interface Rejection {
  /** One of a few fixed texts. */
  readonly reason: string;
  /** For a person; null when the reason says it all. */
  readonly detail: string | null;
}

/** What became of a pushed record: what each enabled sink did with it, or why it went to none. */
export type PushOutcome =
  | { readonly rejected: Rejection }
  | { readonly rejected: null; readonly sinks: Readonly<Partial<Record<SinkName, Outcome>>> };

export interface PushOptions {
  /** Kept with the records, so that the same push is known again after a crash; null when that is not needed. */
  readonly received: PushReceived | null;
  /** Null: as each record's kind has it. */
  readonly priority: Priority | null;
}

/** Where records go in whose sender waits for an acknowledgement. */
export interface PushTarget {
  /**
   * Repeats are stored again, too, since only what is stored may be acknowledged. Resolves when every
   * sink has said what became of each record: in milliseconds normally, in some seconds when a sink
   * is just failing. Outcomes are in the order of `records`.
   */
  push(records: readonly (Observation | LogEvent)[], options: PushOptions): Promise<readonly PushOutcome[]>;
  /** Keeps what could not be used. */
  bury(letters: readonly DeadLetter[]): void;
}
