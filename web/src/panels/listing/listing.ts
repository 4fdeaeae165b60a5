import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Habits, Selection } from '../../state/app-state.js';
import { createHeldOrder } from './held-order.js';
import type { SortOrder, SortValue } from './sort-rows.js';

export interface Column<T> {
  readonly id: string;
  readonly title: string;
  /** A CSS width; the column without one takes what is left. */
  readonly width?: string;
  /** Numbers stand at the end of their cells, below each other. */
  readonly isNumber?: boolean;
  /** Left out of a narrow list. */
  readonly isSpare?: boolean;
  readonly sortValue: (row: T) => SortValue;
  readonly cell: (row: T, habits: Habits) => ComponentChildren;
}

/** What a tab lists: its rows in the order that was chosen, and how they are told apart. */
export interface Listing<T> {
  readonly columns: readonly Column<T>[];
  readonly order: Signal<SortOrder>;
  readonly rows: ReadonlySignal<readonly T[]>;
  /** How many rows there are. Costs less than `rows`: nothing is sorted for it. */
  readonly count: ReadonlySignal<number>;
  readonly keyOf: (row: T) => string;
  readonly selectionOf: (row: T) => Selection;
  readonly isStale: (row: T) => boolean;
  /** Said when there is no row. */
  readonly empty: string;
}

interface ListingOptions<T> extends Omit<Listing<T>, 'order' | 'rows' | 'count'> {
  readonly source: () => readonly T[];
  readonly orderedBy: SortOrder;
}

/** @param nowMs any clock that goes on evenly */
export function createListing<T>(
  { source, orderedBy, ...rest }: ListingOptions<T>,
  nowMs: () => number = () => performance.now(),
): Listing<T> {
  const order = signal(orderedBy);
  const members = computed(source);
  const held = createHeldOrder<T>(rest.keyOf);
  const rows = computed(() => {
    const { column } = order.value;
    const { sortValue = rest.keyOf } = rest.columns.find(({ id }) => id === column) ?? {};
    return held.sort(members.value, order.value, sortValue, nowMs());
  });
  return { ...rest, order, rows, count: computed(() => members.value.length) };
}

/** The other direction when it is sorted by that already. */
export function sortedBy(order: SortOrder, column: string): SortOrder {
  return { column, descending: order.column === column && !order.descending };
}

/** What is `step` rows below the selected one, or at the nearest end; the first where nothing is selected. */
export function neighbour<T>(
  { rows, keyOf, selectionOf }: Pick<Listing<T>, 'keyOf' | 'selectionOf'> & { readonly rows: readonly T[] },
  selection: Selection | null,
  step: number,
): Selection | null {
  const key = selection === null ? null : selectionKey(selection);
  const at = rows.findIndex((row) => keyOf(row) === key);
  const to = at === -1 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step));
  const row = rows[to];
  return row === undefined ? null : selectionOf(row);
}

export function selectionKey(selection: Selection): string {
  switch (selection.kind) {
    case 'track':
      return selection.droneId;
    case 'kit':
      return selection.kitId;
    case 'signal':
      return selection.id;
  }
}
