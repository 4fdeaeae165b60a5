import { sortRows, type SortOrder, type SortValue } from './sort-rows.js';

/** Rows keep their places for so long: whoever reaches for one finds it where it was. */
const HELD_FOR_MS = 5_000;

/** Sorts rows whose values change all the time, without their jumping about all the time. */
export interface HeldOrder<T> {
  /** Newcomers go where they belong at once; the others move only after a while, or when another order is asked for. */
  sort(rows: readonly T[], order: SortOrder, valueOf: (row: T) => SortValue, nowMs: number): readonly T[];
}

export function createHeldOrder<T>(keyOf: (row: T) => string): HeldOrder<T> {
  /** What each row was sorted by, in the order that came of it. */
  let held = new Map<string, SortValue>();
  let heldOrder: SortOrder | null = null;
  let sortedAtMs = 0;

  return {
    sort(rows, order, valueOf, nowMs) {
      if (order !== heldOrder || nowMs - sortedAtMs >= HELD_FOR_MS) {
        held = new Map();
        heldOrder = order;
        sortedAtMs = nowMs;
      }
      const byKey = new Map(rows.map((row) => [keyOf(row), row]));
      const heldValueOf = (row: T) => {
        const value = held.get(keyOf(row));
        return value === undefined ? valueOf(row) : value;
      };
      const isKnown = rows.every((row) => held.has(keyOf(row)));
      // Without newcomers there is nothing to compare: 3,000 names cost more to sort than all else together.
      const sorted = isKnown
        ? [...held.keys()].flatMap((key) => byKey.get(key) ?? [])
        : sortRows(rows, heldValueOf, keyOf, order.descending);
      held = new Map(sorted.map((row) => [keyOf(row), heldValueOf(row)]));
      return sorted;
    },
  };
}
