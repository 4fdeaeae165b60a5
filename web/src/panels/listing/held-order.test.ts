import { expect, test } from 'vitest';
import { createHeldOrder } from './held-order.js';

interface Row {
  readonly id: string;
  readonly speed: number | null;
}

const upwards = { column: 'speed', descending: false };

function sorting() {
  const held = createHeldOrder<Row>(({ id }) => id);
  return (speeds: Record<string, number | null>, atMs: number, order = upwards) =>
    held
      .sort(
        Object.entries(speeds).map(([id, speed]) => ({ id, speed })),
        order,
        ({ speed }) => speed,
        atMs,
      )
      .map(({ id, speed }) => `${id} ${speed}`);
}

test('rows stay where they are while their values change, and show the new ones', () => {
  const sort = sorting();
  expect(sort({ a: 1, b: 2 }, 0)).toEqual(['a 1', 'b 2']);
  expect(sort({ a: 9, b: 2 }, 1_000)).toEqual(['a 9', 'b 2']);
});

test('after a while they move to where they belong', () => {
  const sort = sorting();
  sort({ a: 1, b: 2 }, 0);
  expect(sort({ a: 9, b: 2 }, 5_000)).toEqual(['b 2', 'a 9']);
});

test('who asks for an order gets it at once', () => {
  const sort = sorting();
  sort({ a: 1, b: 2 }, 0);
  expect(sort({ a: 9, b: 2 }, 1_000, { ...upwards })).toEqual(['b 2', 'a 9']);
});

test('newcomers go where they belong at once, and those that went leave no gap', () => {
  const sort = sorting();
  sort({ a: 1, b: 3, unknown: null }, 0);
  expect(sort({ new: 2, b: 3, unknown: 0, a: 1 }, 1_000)).toEqual(['a 1', 'new 2', 'b 3', 'unknown 0']);
  expect(sort({ unknown: 0, new: 2 }, 2_000)).toEqual(['new 2', 'unknown 0']);
});
