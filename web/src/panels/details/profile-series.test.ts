import { expect, test } from 'vitest';
import { alignSeries, extentOf } from './profile-series.js';

const series = (label: string, ...samples: [number, number | null][]) => ({
  label,
  samples: samples.map(([atMs, value]) => ({ atMs, value })),
});

test('series with times of their own share one axis', () => {
  const aligned = alignSeries([series('a', [2000, 20], [1000, 10]), series('b', [1500, 15])], 60_000);
  expect(aligned.timesS).toEqual([1, 1.5, 2]);
  expect(aligned.columns).toEqual([
    [10, undefined, 20],
    [undefined, 15, undefined],
  ]);
});

test('a line breaks where nothing was reported for long', () => {
  const aligned = alignSeries([series('a', [0, 1], [1000, 2], [200_000, 3])], 60_000);
  expect(aligned.timesS).toEqual([0, 1, 1.001, 200]);
  expect(aligned.columns).toEqual([[1, 2, null, 3]]);
});

test('a value that was left out breaks nothing', () => {
  expect(alignSeries([series('a', [0, 1], [1000, null], [2000, 3])], 60_000).columns).toEqual([[1, 3]]);
});

test('the extent leaves out what is unknown', () => {
  expect(extentOf([series('a', [0, -60], [1, null]), series('b', [0, -80])])).toEqual({ min: -80, max: -60 });
  expect(extentOf([series('a', [0, null])])).toBeNull();
});
