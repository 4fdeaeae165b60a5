import { expect, test } from 'vitest';
import { whatIsAt } from './hit-test.js';

const track = (droneId: string, x: number, y: number) => ({
  selection: { kind: 'track' as const, droneId },
  x,
  y,
});

test('the nearest is meant', () => {
  const hits = [track('drone-A', 100, 100), track('drone-B', 110, 100)];
  expect(whatIsAt(hits, { x: 107, y: 101 }, 16)).toEqual({ kind: 'track', droneId: 'drone-B' });
});

test('beyond reach nothing is meant', () => {
  expect(whatIsAt([track('drone-A', 100, 100)], { x: 130, y: 100 }, 16)).toBeNull();
});

test('of two in the same place, the upper one', () => {
  const hits = [track('drone-A', 100, 100), track('drone-B', 100, 100)];
  expect(whatIsAt(hits, { x: 100, y: 100 }, 16)).toEqual({ kind: 'track', droneId: 'drone-B' });
});
