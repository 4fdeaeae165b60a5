import { expect, test } from 'vitest';
import { createScreen } from '../screen.js';
import { crowding, SYMBOL_PX, symbolSidePx } from './symbol-size.js';

const screen = createScreen({ lat: 47.65, lon: 9.48 }, 11, 1000, 600);
const spread = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    x: ((i * 0.754_877_666) % 1) * 1000,
    y: ((i * 0.569_840_291) % 1) * 600,
  }));

test('a few have room', () => {
  expect(crowding(spread(30), screen)).toBe(1);
  expect(symbolSidePx(1, SYMBOL_PX)).toBe(SYMBOL_PX);
});

test('nobody is no crowd', () => {
  expect(crowding([], screen)).toBe(0);
  expect(symbolSidePx(0, SYMBOL_PX)).toBe(SYMBOL_PX);
});

test('a flock in an empty sky is a crowd', () => {
  const flock = Array.from({ length: 12 }, (_, i) => ({ x: 500 + i, y: 300 + i }));
  expect(crowding([{ x: 20, y: 20 }, ...flock], screen)).toBe(12);
});

test('the more there are, the smaller they are', () => {
  const sides = [100, 1000, 3000, 10_000].map((count) =>
    symbolSidePx(crowding(spread(count), screen), SYMBOL_PX),
  );
  expect(sides).toEqual([...sides].sort((a, b) => b - a));
  expect(new Set(sides).size).toBeGreaterThan(2);
});

test('one more or less changes nothing for what is small already', () => {
  const small = symbolSidePx(3, SYMBOL_PX);
  expect(small).toBeLessThan(SYMBOL_PX);
  expect(symbolSidePx(2, small)).toBe(small);
  expect(symbolSidePx(1, small)).toBe(SYMBOL_PX);
});
