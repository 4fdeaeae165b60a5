import { expect, test } from 'vitest';
import { toMercator, wrapLon } from './mercator.js';
import {
  areSameScreens,
  createScreen,
  fromScreen,
  isOnScreen,
  pixelsPerMetre,
  shiftBetween,
  toScreen,
} from './screen.js';

const friedrichshafen = { lat: 47.65, lon: 9.48 };
const screen = createScreen(friedrichshafen, 11, 1000, 600);

test('the centre is in the middle', () => {
  expect(toScreen(screen, toMercator(friedrichshafen))).toEqual({ x: 500, y: 300 });
});

test('north is up and east is right', () => {
  const { x, y } = toScreen(screen, toMercator({ lat: 47.7, lon: 9.5 }));
  expect(x).toBeGreaterThan(500);
  expect(y).toBeLessThan(300);
});

test('a pixel and its place are each other', () => {
  const { lat, lon } = fromScreen(screen, { x: 120, y: 480 });
  const point = toScreen(screen, toMercator({ lat, lon }));
  expect(point.x).toBeCloseTo(120, 6);
  expect(point.y).toBeCloseTo(480, 6);
});

test('what is just beyond the antimeridian is near', () => {
  const pacific = createScreen({ lat: 0, lon: 179.9 }, 8, 1000, 600);
  const { x } = toScreen(pacific, toMercator({ lat: 0, lon: -179.9 }));
  expect(x).toBeCloseTo(500 + (0.2 / 360) * 512 * 2 ** 8, 6);
});

test('at the equator and zoom 0, 512 pixels go around the world', () => {
  const world = createScreen({ lat: 0, lon: 0 }, 0, 512, 512);
  expect(pixelsPerMetre(world, 0) * 40_075_016.7).toBeCloseTo(512, 3);
});

test('a metre is twice as many pixels at 60° as at the equator', () => {
  expect(pixelsPerMetre(screen, 60) / pixelsPerMetre(screen, 0)).toBeCloseTo(2, 9);
});

test('a margin keeps what is half outside', () => {
  expect(isOnScreen(screen, { x: -10, y: 0 }, 16)).toBe(true);
  expect(isOnScreen(screen, { x: -20, y: 0 }, 16)).toBe(false);
});

test('a drawing that is shifted shows each place where it would be drawn anew', () => {
  const now = createScreen({ lat: 47.7, lon: 9.6 }, 11.5, 800, 700);
  const place = toMercator({ lat: 47.62, lon: 9.51 });
  const drawnAt = toScreen(screen, place);
  const { x, y, scale } = shiftBetween(screen, now);
  expect(x + drawnAt.x * scale).toBeCloseTo(toScreen(now, place).x, 6);
  expect(y + drawnAt.y * scale).toBeCloseTo(toScreen(now, place).y, 6);
});

test('a drawing is shifted the short way over the antimeridian', () => {
  const east = createScreen({ lat: 0, lon: 179.99 }, 8, 1000, 600);
  const west = createScreen({ lat: 0, lon: -179.99 }, 8, 1000, 600);
  expect(shiftBetween(east, west).x).toBeCloseTo((-0.02 / 360) * east.worldPx, 6);
});

test('screens are the same when everything is drawn in the same places', () => {
  expect(areSameScreens(screen, createScreen(friedrichshafen, 11, 1000, 600))).toBe(true);
  expect(areSameScreens(screen, createScreen(friedrichshafen, 11.1, 1000, 600))).toBe(false);
  expect(areSameScreens(screen, createScreen(friedrichshafen, 11, 1001, 600))).toBe(false);
});

test.each([
  [180, -180],
  [-190, 170],
  [540, -180],
  [9.5, 9.5],
])('a longitude of %d is %d', (lon, expected) => {
  expect(wrapLon(lon)).toBeCloseTo(expected, 9);
});
