import { createHash } from 'node:crypto';
import type { TrackFilter } from '../domain/track.js';

/** A place in the stream of changes. */
export interface StreamPosition {
  /** The run of the process that numbered the changes. */
  readonly epoch: string;
  /** How many changes the reader has seen. */
  readonly sequence: number;
  /** What it saw of them: `filterKey` of its filter. A place in one picture says nothing about another. */
  readonly filterKey: string;
}

/** The same for filters that ask the same, whatever the order of keys and lists. */
export function filterKey(filter: TrackFilter | null | undefined): string {
  // Without a box it says nothing.
  const orUnplaced = filter?.bbox != null && filter.orUnplaced === true ? true : null;
  const canonical = JSON.stringify({ ...filter, orUnplaced }, (_key, value: unknown) => {
    if (Array.isArray(value)) return [...(value as unknown[])].sort();
    if (value === null || typeof value !== 'object') return value ?? undefined;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha256').update(canonical).digest('hex').slice(0, 12);
}

/** Opaque to clients; they hand it back as `after`. */
export function encodeCursor({ epoch, sequence, filterKey }: StreamPosition): string {
  return `${epoch}.${sequence}.${filterKey}`;
}

/** Null for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): StreamPosition | null {
  const match = /^([0-9a-f]{1,32})\.(0|[1-9]\d{0,14})\.([0-9a-f]{12})$/.exec(cursor);
  return match ? { epoch: match[1]!, sequence: Number(match[2]), filterKey: match[3]! } : null;
}
