import type { SharedResult } from './shared-result.js';

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

/** Copying no more than this costs less than handing several parts to the operating system. */
export const maxCopiedBytes = 16 * 1024;
