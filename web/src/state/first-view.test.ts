import { expect, test } from 'vitest';
import { viewOf } from './first-view.js';

test('is nowhere without a place', () => {
  expect(viewOf([])).toBeNull();
});

test('shows the surroundings of a single place', () => {
  const view = viewOf([{ lat: 47.6, lon: 9.4 }])!;
  expect(view.lat).toBeCloseTo(47.6);
  expect(view.lon).toBeCloseTo(9.4);
  expect(view.zoom).toBeGreaterThan(9);
  expect(view.zoom).toBeLessThanOrEqual(12);
});

test('shows all of several, from farther away the farther they are apart', () => {
  const near = viewOf([
    { lat: 47.5, lon: 9.2 },
    { lat: 47.7, lon: 9.6 },
  ])!;
  const far = viewOf([
    { lat: 40, lon: 0 },
    { lat: 55, lon: 20 },
  ])!;
  expect(near).toMatchObject({ lat: expect.closeTo(47.6) as number, lon: expect.closeTo(9.4) as number });
  expect(far.zoom).toBeLessThan(near.zoom);
});

test('neighbours across the antimeridian are seen together', () => {
  const view = viewOf([
    { lat: -17, lon: 179.5 },
    { lat: -17, lon: -179.5 },
  ])!;
  expect(Math.abs(view.lon)).toBeCloseTo(180);
  expect(view.zoom).toBeGreaterThan(6);
});
