import { expect, test } from 'vitest';
import { createShelves } from './shelves.js';

test('boxes stand side by side, and then below', () => {
  const shelves = createShelves(100, 20);
  expect([60, 40, 30].map((width) => shelves.place(width))).toEqual([
    { left: 0, top: 0 },
    { left: 60, top: 0 },
    { left: 0, top: 20 },
  ]);
});

test('it is full when there is no shelf left, and empty when it is cleared', () => {
  const shelves = createShelves(100, 50);
  expect([90, 90, 90].map((width) => shelves.place(width) !== null)).toEqual([true, true, false]);
  shelves.clear();
  expect(shelves.place(90)).toEqual({ left: 0, top: 0 });
});

test('what is too wide has no place', () => {
  expect(createShelves(100, 20).place(101)).toBeNull();
});
