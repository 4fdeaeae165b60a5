import { expect, test } from 'vitest';
import { aTrack } from '../testing/a-track.js';
import { radioText } from './radio-text.js';
import { trackLabel } from './track-label.js';

const nowMs = Date.parse('2026-11-22T12:00:02.000Z');
const options = { units: 'metric', nowMs, isDetailed: true } as const;

test('altitude and speed are below the name, as far as they are known', () => {
  expect(trackLabel(aTrack({ callsign: 'DLH4YA', altitudeM: 340, speedMps: 12 }), options)).toEqual([
    'DLH4YA',
    '340 m  12 m/s',
  ]);
  expect(trackLabel(aTrack({ altitudeM: 340 }), options)[1]).toBe('340 m');
  expect(trackLabel(aTrack(), options)).toHaveLength(1);
});

test('where it is crowded the name is enough', () => {
  expect(trackLabel(aTrack({ altitudeM: 340 }), { ...options, isDetailed: false })).toHaveLength(1);
});

test('what is not heard any more says since when', () => {
  const stale = aTrack({ stale: true, altitudeM: 340, observedAt: '2026-11-22T11:59:20.000Z' });
  expect(trackLabel(stale, { ...options, isDetailed: false })[1]).toBe('42 s ago');
});

test('what nobody could call stale, as the server is away, says so once it is old', () => {
  const old = (observedAt: string) => trackLabel(aTrack({ altitudeM: 340, observedAt }), options)[1];
  expect(old('2026-11-22T11:59:33.000Z')).toBe('340 m');
  expect(old('2026-11-22T11:59:32.000Z')).toBe('30 s ago');
});

test('names from the air cannot turn, break or fill the map', () => {
  expect(radioText('\u202Eevil\u0007\nname\u200B', 24)).toBe('evilname');
  expect(radioText(`a${'x'.repeat(5000)}z`, 7)).toBe('axx…xxz');
  expect([...radioText('🛩'.repeat(30), 12)]).toHaveLength(12);
});
