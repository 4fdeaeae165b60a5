import { expect, test } from 'vitest';
import { palettes } from '../palette.js';
import { outlines } from './outlines.js';
import { appearanceOfKit, shapeOfTrack } from './shape-of.js';
import { shapes } from './shapes.js';

const palette = palettes.dark;

test('drones and aircraft are told apart by shape, and no course is not north', () => {
  const seen = (['DRONE', 'AIRCRAFT'] as const).flatMap((kind) =>
    [0, null].map((courseDeg) => shapeOfTrack({ kind, courseDeg })),
  );
  expect(new Set(seen).size).toBe(4);
  expect(Object.keys(outlines).sort()).toEqual([...seen].sort());
});

test('a kit that is not asked does not look online', () => {
  expect(appearanceOfKit({ status: 'ONLINE', enabled: false }, palette).shape).toBe('kit-offline');
});

test('the states of a kit differ by shape', () => {
  const states = (['ONLINE', 'STALE', 'OFFLINE', 'ERROR'] as const).map(
    (status) => appearanceOfKit({ status, enabled: true }, palette).shape,
  );
  expect(new Set(states).size).toBe(4);
});

test('no two symbols are drawn alike', () => {
  const drawn = Object.values(shapes).map(({ fill, stroke }) => `${fill}|${stroke}`);
  expect(new Set(drawn).size).toBe(drawn.length);
});
