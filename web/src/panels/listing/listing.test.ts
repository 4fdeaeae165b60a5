import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { createListing, neighbour, sortedBy } from './listing.js';

const kits = (...ids: string[]) => ({
  rows: ids,
  keyOf: (id: string) => id,
  selectionOf: (kitId: string) => ({ kind: 'kit', kitId }) as const,
});

test('the next one is below, and the last one has none', () => {
  const list = kits('a', 'b', 'c');
  expect(neighbour(list, { kind: 'kit', kitId: 'a' }, 1)).toEqual({ kind: 'kit', kitId: 'b' });
  expect(neighbour(list, { kind: 'kit', kitId: 'c' }, 1)).toEqual({ kind: 'kit', kitId: 'c' });
});

test('without a selection one begins at the end that one comes from', () => {
  expect(neighbour(kits('a', 'b'), null, 1)).toEqual({ kind: 'kit', kitId: 'a' });
  expect(neighbour(kits('a', 'b'), null, -1)).toEqual({ kind: 'kit', kitId: 'b' });
  expect(neighbour(kits(), null, 1)).toBeNull();
});

test('the same column again turns the order around, another begins upwards', () => {
  const order = { column: 'name', descending: false };
  expect(sortedBy(order, 'name')).toEqual({ column: 'name', descending: true });
  expect(sortedBy({ column: 'name', descending: true }, 'age')).toEqual({ column: 'age', descending: false });
});

test('a listing follows its source and its order', () => {
  const source = signal(['b', 'a']);
  const listing = createListing<string>({
    source: () => source.value,
    orderedBy: { column: 'id', descending: false },
    columns: [{ id: 'id', title: 'Id', sortValue: (id) => id, cell: (id) => id }],
    keyOf: (id) => id,
    selectionOf: (kitId) => ({ kind: 'kit', kitId }),
    isStale: () => false,
    empty: 'Nothing.',
  });
  expect(listing.rows.value).toEqual(['a', 'b']);
  source.value = ['b', 'a', 'c'];
  listing.order.value = { column: 'id', descending: true };
  expect(listing.rows.value).toEqual(['c', 'b', 'a']);
});
