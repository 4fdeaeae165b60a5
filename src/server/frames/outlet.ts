import { createSlabs } from './slabs.js';

/** What a transport puts around an execution result. */
export interface Envelope {
  readonly before: string;
  readonly after: string;
}

/** An execution result as JSON text: one object for all who are sent it, encoded once for each transport. */
export interface SharedResult {
  bytesIn(envelope: Envelope): Buffer;
}

/** Where the results of one subscription go. */
export interface Outlet {
  /** Comes first, from who is going to send: the results will not come by way of an iteration. */
  claim(): void;
  /** False while too much that was sent before has not left yet. */
  isReady(): boolean;
  send(result: SharedResult): void;
  /** Calls `listener` whenever it is ready after it was not, until the function that it returns is called. */
  whenReady(listener: () => void): () => void;
}

/**
 * What may be unsent before a subscriber is passed over: half a second of a 1 Mbit/s line, behind
 * the megabytes that the operating system buffers. More would be news that is old when it arrives.
 */
export const maxUnsentBytes = 64 * 1024;

const slabs = createSlabs();

export function createSharedResult(json: string): SharedResult {
  // One for each transport that has a reader: one, or two.
  const encoded: { readonly envelope: Envelope; readonly bytes: Buffer }[] = [];
  return {
    bytesIn(envelope) {
      for (const known of encoded) if (known.envelope === envelope) return known.bytes;
      const bytes = slabs.encode(envelope.before + json + envelope.after);
      encoded.push({ envelope, bytes });
      return bytes;
    },
  };
}
