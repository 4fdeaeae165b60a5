import { expect, test } from 'vitest';
import { mgrsLines, mgrsSquares, mgrsStepM, squareName } from './mgrs-grid.js';

const lake = { west: 9.3, east: 9.7, south: 47.5, north: 47.8 };

test('lines are as close as they may be and no closer', () => {
  expect(mgrsStepM(0.09, 60)).toBe(1000);
  expect(mgrsStepM(0.02, 60)).toBe(10_000);
  expect(mgrsStepM(0.0001, 60)).toBeNull();
});

test('lines say which kilometres of their square they are', () => {
  const lines = mgrsLines(lake, 10_000);
  const up = lines.filter(({ kind }) => kind === 'up').map(({ text }) => text);
  expect(up).toEqual(['2', '3', '4', '5', '6']);
  expect(mgrsLines(lake, 1000).find(({ kind }) => kind === 'up')?.text).toBe('22');
});

test('a line is where coordinates of the grid say', () => {
  const line = mgrsLines(lake, 10_000).find(({ kind, text }) => kind === 'up' && text === '4');
  const [point] = line?.points ?? [];
  expect(squareName(point ?? { lat: 0, lon: 0 })).toBe('32T NT');
  // 540,000 m east: 40 km from the middle of zone 32, which is at 9° E.
  expect((point?.lon ?? 0) - 9).toBeCloseTo(40_000 / (111_320 * Math.cos((47.5 * Math.PI) / 180)), 1);
});

test('a zone ends where the next begins', () => {
  const border = { west: 11.8, east: 12.2, south: 47.5, north: 47.8 };
  const lines = mgrsLines(border, 10_000);
  expect(lines.some(({ kind, points }) => kind === 'edge' && points.every(({ lon }) => lon === 12))).toBe(
    true,
  );
  const across = lines.filter(({ kind }) => kind === 'across');
  expect(across.some(({ points }) => points.every(({ lon }) => lon < 12))).toBe(true);
  expect(across.some(({ points }) => points.every(({ lon }) => lon >= 12))).toBe(true);
  const nearest = Math.min(...across.flatMap(({ points }) => points.map(({ lon }) => Math.abs(lon - 12))));
  expect(nearest).toBeLessThan(1e-4);
  expect(across.every(({ points }) => new Set(points.map(({ lon }) => lon < 12)).size === 1)).toBe(true);
});

test('Norway has a zone that is wider than others', () => {
  const norway = { west: 2, east: 13, south: 57, north: 63 };
  const edges = mgrsLines(norway, null).flatMap(({ points }) => points.map(({ lon }) => lon));
  expect(edges).toContain(3);
  expect(edges).toContain(12);
  expect(edges).not.toContain(6);
});

test('squares and zones have their names in their middle', () => {
  const area = { west: 7, east: 12, south: 46, north: 49 };
  expect(mgrsSquares(area, 100_000).map(({ text }) => text)).toContain('32T NT');
  expect(mgrsSquares({ west: -20, east: 40, south: 20, north: 60 }, null).map(({ text }) => text)).toContain(
    '32T',
  );
  expect(mgrsSquares(lake, 1000)).toEqual([]);
});

test('over the antimeridian zone 1 follows zone 60', () => {
  const pacific = { west: 178, east: 182, south: -18, north: -16 };
  const names = mgrsSquares(pacific, 100_000).map(({ text }) => text.slice(0, 2));
  expect(names).toContain('60');
  expect(names).toContain('1K');
});
