import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simplifyPath } from './simplify-path.js';
import type { PathPoint } from './track.js';

const at = (lat: number, lon: number, timeMs = 0): PathPoint => ({
  timeMs,
  lat,
  lon,
  altitudeM: null,
  speedMps: null,
});

describe('simplifyPath', () => {
  test('leaves a short path alone', () => {
    const path = [at(46, 8), at(46.1, 8), at(46.2, 8)];
    expect(simplifyPath(path, 3)).toEqual(path);
  });

  test('keeps the corners of a square and drops what lies on its sides', () => {
    const corners = [at(46, 8), at(46.01, 8), at(46.01, 8.01), at(46, 8.01), at(46, 8.001)];
    const path = corners.flatMap((corner, i) => {
      const next = corners[i + 1];
      if (!next) return [corner];
      const steps = Array.from({ length: 9 }, (_, n) => (n + 1) / 10);
      return [
        corner,
        ...steps.map((part) =>
          at(corner.lat + (next.lat - corner.lat) * part, corner.lon + (next.lon - corner.lon) * part),
        ),
      ];
    });
    expect(simplifyPath(path, 5)).toEqual(corners);
  });

  test('keeps a detour rather than a wobble', () => {
    const path = [at(46, 8), at(46.00001, 8.01), at(46.02, 8.02), at(46, 8.03), at(46, 8.04)];
    expect(simplifyPath(path, 3)).toEqual([at(46, 8), at(46.02, 8.02), at(46, 8.04)]);
  });

  test('treats a crossing of the antimeridian as the small step that it is', () => {
    const path = [at(10, 179.98), at(10, 179.99), at(10.01, -179.99), at(10, -179.98), at(10, -179.97)];
    expect(simplifyPath(path, 3)).toContainEqual(at(10.01, -179.99));
  });

  test('reduces to both ends, to the newest point, to nothing', () => {
    const path = [at(46, 8, 1), at(46.1, 8, 2), at(46.2, 8, 3)];
    expect([2, 1, 0].map((n) => simplifyPath(path, n).map((point) => point.timeMs))).toEqual([
      [1, 3],
      [3],
      [],
    ]);
  });

  test('always gives as many points as allowed, in their order, with both ends', () => {
    const point = fc.record({
      lat: fc.double({ min: -80, max: 80, noNaN: true }),
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 2, maxLength: 60 }),
        fc.integer({ min: 2, max: 60 }),
        (places, maxPoints) => {
          const path = places.map(({ lat, lon }, i) => at(lat, lon, i));
          const times = simplifyPath(path, maxPoints).map((one) => one.timeMs);
          expect(times).toHaveLength(Math.min(path.length, maxPoints));
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          expect([times[0], times.at(-1)]).toEqual([0, path.length - 1]);
        },
      ),
    );
  });

  test('takes away in each step a point of least area', () => {
    // As the definition says it, point by point.
    const area = (a: PathPoint, b: PathPoint, c: PathPoint) =>
      Math.abs((b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon)) / 2;
    const byDefinition = (path: PathPoint[], maxPoints: number): PathPoint[] => {
      const kept = [...path];
      while (kept.length > maxPoints) {
        const areas = kept.map((b, i) =>
          i === 0 || i === kept.length - 1 ? Infinity : area(kept[i - 1]!, b, kept[i + 1]!),
        );
        kept.splice(areas.indexOf(Math.min(...areas)), 1);
      }
      return kept;
    };
    // Areas that only grow, so that the definition and the order of weights agree.
    const spiral = Array.from({ length: 40 }, (_, i) =>
      at((i ** 2 / 4000) * Math.sin(i), (i ** 2 / 4000) * Math.cos(i), i),
    );
    for (const maxPoints of [38, 36])
      expect(simplifyPath(spiral, maxPoints)).toEqual(byDefinition(spiral, maxPoints));
  });
});
