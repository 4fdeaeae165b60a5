import { expect, test } from 'vitest';
import type { Kit } from '../../state/app-state.js';
import { kitStates, kitStatusText } from './kit-states.js';

const kit: Kit = {
  id: 'S2l0OmtpdC0wMDE=',
  kitId: 'kit-001',
  name: 'Alpha',
  enabled: true,
  status: 'ONLINE',
  lastSeen: null,
  position: null,
  collector: null,
};

test('a kit that pushes has no collector to speak of', () => {
  expect(kitStates(kit).map(({ text }) => text)).toEqual(['Online']);
});

test('a kit that is polled has three states', () => {
  const collector = {
    health: 'FAILING',
    circuit: 'OPEN',
    consecutiveFailures: 7,
    successRate: 0.5,
    backoffSeconds: 60,
    nextPollAt: null,
    lastError: 'no route to host',
    clockSkewSeconds: null,
  } as const;
  const texts = kitStates({ ...kit, status: 'OFFLINE', collector }).map(({ text }) => text);
  expect(texts).toEqual(['Offline', 'Polling fails', 'Left alone']);
});

test('switched off is not unknown', () => {
  expect(kitStatusText({ enabled: false, status: 'UNKNOWN' }).text).toBe('Disabled');
});
