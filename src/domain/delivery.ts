import type { SinkName } from './dead-letter.js';
import type { CircuitState } from './kit.js';

/** How records go to one sink, for whoever keeps the process running. */
export interface DeliveryState {
  readonly sink: SinkName;
  /** False while writes fail, or the circuit is not closed. */
  readonly healthy: boolean;
  readonly circuit: CircuitState;
  /** Records in memory that are neither written nor on disk. */
  readonly buffered: number;
  /** Records on disk. */
  readonly spooled: number;
  readonly spoolBytes: number;
  /** Age of the oldest record on disk; null when there is none. */
  readonly oldestSpooledAgeMs: number | null;
  /** Counters since the process started. */
  readonly written: number;
  /** Of the written ones, those that the sink had already; 0 for sinks that do not tell. */
  readonly duplicates: number;
  readonly deadLettered: number;
  /** Thrown away because memory and disk were full, or since even its dead letter was refused. */
  readonly dropped: number;
  /** Records on disk that could not be read back, and were set aside. */
  readonly quarantined: number;
  /** Writes that were tried again. */
  readonly retries: number;
  /** The newest failure; null when there was none yet. Hostile text. */
  readonly lastError: string | null;
}
