import type { JsonObject } from './json.js';

/** One line of a log as a host pushed it: what is neither a detection nor a kit's status. */
export interface LogEvent {
  readonly type: 'log';
  /** UUID, made from the push it came with and its place there, so that the same push makes it again. */
  readonly eventId: string;
  /** Epoch ms, as for observations: fixed once, by the sender's clock or else ours. */
  readonly observedAtMs: number;
  readonly receivedAtMs: number;
  /** Whose clock `observedAtMs` is by: the sender's, or ours when it gave no plausible time. */
  readonly timeSource: 'kit' | 'server';
  /** Who pushed it, in its own words. */
  readonly source: string;
  /** Which way in it came by, e.g. `push:edge-01`. */
  readonly sourceId: string;
  /** The registered kit it belongs to; null when it belongs to none. */
  readonly kitId: string | null;
  readonly host: string | null;
  readonly service: string | null;
  /** What the sender calls its kind, e.g. `syslog`. */
  readonly eventType: string | null;
  /** Lower case, as the sender says it: `info`, `warning`, … */
  readonly severity: string | null;
  /** Empty when the sender sent only data. */
  readonly message: string;
  /** Everything else that was in the message. */
  readonly data: JsonObject;
  /** Plausibility remarks that are kept with the row. */
  readonly warnings: readonly string[];
}
