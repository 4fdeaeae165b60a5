import { expect, test } from 'vitest';
import type { HeardSignal } from '../../state/app-state.js';
import { aHeardSignal } from '../../testing/a-signal.js';
import { fanSignals } from './signal-fan.js';

const nowMs = Date.parse('2026-11-22T12:01:00.000Z');

function aSignal(changes: Partial<HeardSignal> = {}): HeardSignal {
  return aHeardSignal({ time: '2026-11-22T12:00:50.000Z', lat: 47.65, lon: 9.48, ...changes });
}

test('around one kit there are only as many as can be told apart: the newest', () => {
  const signals = Array.from({ length: 9 }, (_, i) =>
    aSignal({ id: `signal-${i}`, frequencyMhz: 5_700 + i, time: `2026-11-22T12:00:5${i}.000Z` }),
  );
  const shown = fanSignals(signals, new Map(), nowMs).map(({ signal }) => signal.id);
  expect(shown).toEqual(Array.from({ length: 8 }, (_, i) => `signal-${i + 1}`));
});

test('different frequencies do not lie on top of each other', () => {
  const signals = [aSignal(), aSignal({ id: 'signal-2', frequencyMhz: 5865 })];
  const directions = fanSignals(signals, new Map(), nowMs).map(({ directionDeg }) => directionDeg);
  expect(new Set(directions).size).toBe(2);
});

test('a signal of long ago is not shown', () => {
  expect(fanSignals([aSignal({ time: '2026-11-22T11:50:00.000Z' })], new Map(), nowMs)).toEqual([]);
});

test('a signal without a position is where its kit is, or nowhere', () => {
  const signal = aSignal({ lat: null, lon: null });
  expect(fanSignals([signal], new Map(), nowMs)).toEqual([]);
  const kit = {
    id: 'S2l0OjE=',
    kitId: 'kit-001',
    name: 'Harbour',
    enabled: true,
    status: 'ONLINE' as const,
    lastSeen: null,
    position: { lat: 47.6, lon: 9.4, altitudeM: null },
    collector: null,
  };
  expect(fanSignals([signal], new Map([['kit-001', kit]]), nowMs)[0]?.sensor.lat).toBe(47.6);
});
