import { expect, test } from 'vitest';
import { traceOutline } from './outlines.js';

function traced(...[name, at, sidePx, directionDeg]: Tail<Parameters<typeof traceOutline>>) {
  const points: [number, number][] = [];
  const add = (x: number, y: number) =>
    void points.push([Math.round(x * 100) / 100, Math.round(y * 100) / 100]);
  let isClosed = false;
  const context = { moveTo: add, lineTo: add, closePath: () => void (isClosed = true) };
  traceOutline(context, name, at, sidePx, directionDeg);
  return { points, isClosed };
}
type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

test('an outline is around its place and points up when it goes north', () => {
  const { points, isClosed } = traced('aircraft', { x: 100, y: 50 }, 32, 0);
  expect(points[0]).toEqual([100, 35]);
  expect(isClosed).toBe(true);
});

test('east is to the right, and half the size is half as long', () => {
  expect(traced('aircraft', { x: 100, y: 50 }, 16, 90).points[0]).toEqual([107.5, 50]);
});

test('without a course it is not turned', () => {
  const { points } = traced('drone-without-course', { x: 0, y: 0 }, 32, null);
  expect(points[0]).toEqual([-7, -7]);
});
