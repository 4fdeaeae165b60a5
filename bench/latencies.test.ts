import { expect, test } from 'vitest';
import { createLatencies } from './latencies.js';

test('percentiles are those of the sorted values', () => {
  const latencies = createLatencies();
  for (let ms = 100; ms >= 1; ms--) latencies.add(ms);
  expect([0, 0.5, 0.99, 1].map((share) => latencies.percentile(share))).toEqual([1, 50, 99, 100]);
  expect(latencies.count).toBe(100);
});

test('without values there is no percentile', () => {
  expect(createLatencies().percentile(0.99)).toBeNaN();
});

test('what takes longer than a minute counts as a minute', () => {
  const latencies = createLatencies();
  latencies.add(1e9);
  expect(latencies.percentile(0.5)).toBe(60_000);
});
