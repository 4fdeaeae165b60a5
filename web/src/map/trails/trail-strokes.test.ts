import { expect, test } from 'vitest';
import { createScreen } from '../screen.js';
import { toTrailPoint } from './trail-point.js';
import { strokesOf, type Line } from './trail-strokes.js';

const screen = createScreen({ lat: 47.65, lon: 9.48 }, 11, 1000, 600);
const at = (lon: number, altitudeM: number | null = 50, lat = 47.65) =>
  toTrailPoint({ timeMs: 0, lat, lon, altitudeM });

const lines = (...args: Parameters<typeof strokesOf>) =>
  [...strokesOf(...args)].flatMap(([band, each]) => each.map((line) => ({ band, points: pointsOf(line) })));
const pointsOf = (line: Line) => line.flatMap((x, i) => (i % 2 === 0 ? [{ x, y: line[i + 1] ?? NaN }] : []));

test('a trail at one height is one line', () => {
  const drawn = lines([[at(9.46), at(9.48), at(9.5)]], screen, 60);
  expect(drawn).toHaveLength(1);
  expect(drawn[0]?.points).toHaveLength(3);
  expect(drawn[0]?.points[1]).toEqual({ x: 500, y: 300 });
});

test('where the band changes a line ends and the next begins', () => {
  const drawn = lines([[at(9.44), at(9.46), at(9.48, 90), at(9.5, null)]], screen, 60);
  expect(drawn.map(({ band }) => band)).toEqual([0, 1, -1]);
  expect(drawn[1]?.points[0]).toEqual(drawn[0]?.points.at(-1));
});

test('over the antimeridian a trail goes on, the short way', () => {
  const pacific = createScreen({ lat: 0, lon: 179.95 }, 8, 1000, 600);
  const [line] = lines([[at(179.9, 50, 0), at(-179.9, 50, 0), at(-179.7, 50, 0)]], pacific, 60);
  const xs = line?.points.map(({ x }) => x) ?? [];
  expect(xs).toHaveLength(3);
  expect((xs[1] ?? 0) - (xs[0] ?? 0)).toBeCloseTo((0.2 / 360) * pacific.worldPx, 6);
  expect((xs[2] ?? 0) - (xs[1] ?? 0)).toBeCloseTo((0.2 / 360) * pacific.worldPx, 6);
});

test('one point is no line', () => {
  expect(lines([[at(9.48)], []], screen, 60)).toEqual([]);
});

test('of a long trail only the end is drawn', () => {
  expect(lines([[at(9.42), at(9.44), at(9.46), at(9.48)]], screen, 2)[0]?.points).toHaveLength(2);
});

test('what is off the screen is not drawn, and what crosses it is', () => {
  expect(lines([[at(12), at(12.1)]], screen, 60)).toEqual([]);
  expect(lines([[at(7), at(12)]], screen, 60)).toHaveLength(1);
});

test('steps that nobody sees are left out, and the newest place is not', () => {
  const hovering = Array.from({ length: 50 }, (_, i) => at(9.48 + i * 1e-6));
  const [line] = lines([[...hovering, at(9.5)]], screen, 60);
  expect(line?.points.length).toBeLessThan(5);
  expect(line?.points.at(-1)?.x).toBeGreaterThan(550);
});
