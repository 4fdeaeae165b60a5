import { expect, test } from 'vitest';
import { burstiness, punctuality } from './punctuality.js';

const options = { intervalMs: 5000, tolerance: 0.1, fromMs: 0, toMs: 20_000 };
const every = (gapMs: number, count: number, firstMs = 0) =>
  Array.from({ length: count }, (_, i) => firstMs + i * gapMs);

test('polls an interval apart are on time', () => {
  expect(punctuality([every(5000, 5)], options)).toMatchObject({
    due: 5,
    onTime: 5,
    missed: 0,
    onTimeShare: 1,
  });
});

test('the tolerance is part of being on time', () => {
  expect(punctuality([[0, 5500, 10_000, 14_500, 19_500]], options)).toMatchObject({
    onTime: 5,
    p99DeviationMs: 500,
  });
  expect(punctuality([[0, 5501, 10_000]], { ...options, toMs: 10_000 })).toMatchObject({
    onTime: 1,
    late: 2,
  });
});

test('a gap of three intervals is a late poll and two missed ones', () => {
  expect(punctuality([[0, 5000, 20_000]], options)).toMatchObject({ due: 5, onTime: 2, late: 1, missed: 2 });
});

test('a kit that is no longer polled misses polls', () => {
  expect(punctuality([[0]], options)).toMatchObject({ onTime: 1, missed: 3 });
  expect(punctuality([[]], options)).toMatchObject({ onTime: 0, missed: 3, onTimeShare: 0 });
});

test('the first poll is judged by the last one before the window', () => {
  expect(punctuality([[-9000, 0]], { ...options, toMs: 5000 })).toMatchObject({ late: 1, onTime: 0 });
});

test('bursts are counted in the fullest window', () => {
  expect(burstiness([0, 50, 99, 100, 500], { windowMs: 100, fromMs: 0, toMs: 1000 })).toEqual({
    most: 3,
    mean: 0.5,
  });
});
