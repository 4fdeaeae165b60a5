import { expect, test } from 'vitest';
import type { Kit } from '../../state/app-state.js';
import { aTrack } from '../testing/a-track.js';
import { linksOf } from './links.js';

const from = { lat: 47.65, lon: 9.48 };
const harbour: Kit = {
  id: 'S2l0OjE=',
  kitId: 'kit-001',
  name: 'Harbour',
  enabled: true,
  status: 'ONLINE',
  lastSeen: null,
  position: { lat: 47.64, lon: 9.48, altitudeM: null },
  collector: null,
};
const kits = new Map([[harbour.kitId, harbour]]);
const sighting = { kitId: 'kit-001', observedAt: '2026-11-22T12:00:00.000Z', rssiDbm: -71 };

test('the pilot is so far away in that direction', () => {
  const track = aTrack({ pilot: { lat: 47.66, lon: 9.48 } });
  expect(linksOf(track, from, kits, 'metric')).toEqual([
    { kind: 'pilot', id: 'pilot', to: { lat: 47.66, lon: 9.48 }, text: 'Pilot  1.11 km  000°' },
  ]);
});

test('a kit looks towards the track', () => {
  const [link] = linksOf(aTrack({ sightings: [sighting] }), from, kits, 'metric');
  expect(link?.text).toBe('1.11 km  000°  −71 dBm');
});

test('what has no known place has no line', () => {
  const elsewhere = { ...sighting, kitId: 'kit-002' };
  expect(linksOf(aTrack({ sightings: [elsewhere] }), from, kits, 'metric')).toEqual([]);
});
