import { expect, test } from 'vitest';
import { sortRows } from './sort-rows.js';

interface Row {
  readonly id: string;
  readonly value: string | number | null;
}

const sorted = (rows: readonly Row[], descending = false) =>
  sortRows(
    rows,
    ({ value }) => value,
    ({ id }) => id,
    descending,
  ).map(({ id }) => id);

test('numbers in names count as numbers', () => {
  const rows = ['drone-10', 'Drone-9', 'drone-1'].map((id) => ({ id, value: id }));
  expect(sorted(rows)).toEqual(['drone-1', 'Drone-9', 'drone-10']);
});

test('what is unknown comes last in both directions', () => {
  const rows = [
    { id: 'unknown', value: null },
    { id: 'low', value: 10 },
    { id: 'high', value: 300 },
  ];
  expect(sorted(rows)).toEqual(['low', 'high', 'unknown']);
  expect(sorted(rows, true)).toEqual(['high', 'low', 'unknown']);
});

test('equals keep one order, however they arrive', () => {
  const rows = ['c', 'a', 'b'].map((id) => ({ id, value: 1 }));
  expect(sorted(rows)).toEqual(['a', 'b', 'c']);
  expect(sorted(rows.toReversed(), true)).toEqual(['a', 'b', 'c']);
});
