import { expect, test } from 'vitest';
import { formatArc, graticuleStepS, linesBetween, lonSpan } from './graticule.js';

test('lines are as close as they may be and no closer', () => {
  // At zoom 11 a degree of longitude is about 2,900 pixels.
  expect(graticuleStepS(2912, 120)).toBe(300);
  expect(graticuleStepS(1.4, 120)).toBe(108_000);
});

test('lines are at whole steps', () => {
  expect(linesBetween(47.51, 47.76, 300)).toEqual([171_300, 171_600, 171_900]);
  expect(linesBetween(-0.1, 0.1, 300)).toEqual([-300, 0, 300]);
});

test('a map over the antimeridian goes on beyond 180', () => {
  expect(lonSpan({ minLat: 0, maxLat: 1, minLon: 170, maxLon: -170 })).toEqual({ from: 170, to: 190 });
});

test.each([
  [171_000, '47°30′ N'],
  [-3600, '1° S'],
  [0, '0°'],
  [61, '0°01′01″ N'],
])('%d seconds of arc are %s', (arcS, expected) => {
  expect(formatArc(arcS, 'N', 'S')).toBe(expected);
});
