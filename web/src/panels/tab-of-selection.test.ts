import { expect, test } from 'vitest';
import { tabOf } from './tab-of-selection.js';

const tracks = new Map([
  ['drone-1', { kind: 'DRONE' }],
  ['plane-1', { kind: 'AIRCRAFT' }],
] as const);

test.each([
  [{ kind: 'track', droneId: 'drone-1' }, 'drones'],
  [{ kind: 'track', droneId: 'plane-1' }, 'aircraft'],
  [{ kind: 'track', droneId: 'gone' }, null],
  [{ kind: 'kit', kitId: 'kit-001' }, 'kits'],
  [{ kind: 'signal', id: 's' }, 'signals'],
] as const)('%j is in the tab %s', (selection, tab) => {
  expect(tabOf(selection, tracks)).toBe(tab);
});
