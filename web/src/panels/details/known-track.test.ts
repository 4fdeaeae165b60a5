import { expect, test } from 'vitest';
import type { Track } from '../../state/app-state.js';
import { knownTrack, type DroneProfile } from './known-track.js';

const live: Track = {
  id: 'VHJhY2s6ZHJvbmUtMQ==',
  droneId: 'drone-1',
  kind: 'DRONE',
  observedAt: '2026-11-22T12:00:00.000Z',
  lat: 47.65,
  lon: 9.48,
  altitudeM: 120,
  heightM: null,
  speedMps: 8,
  verticalSpeedMps: null,
  courseDeg: 90,
  pilot: null,
  home: null,
  make: null,
  model: null,
  callsign: null,
  registration: null,
  operatorId: null,
  description: null,
  rssiDbm: -70,
  stale: false,
  sightings: [],
};

const profile: DroneProfile = {
  droneId: 'drone-1',
  kind: 'DRONE',
  make: 'DJI',
  model: 'Mini 4',
  serial: null,
  operatorId: null,
  caaId: null,
  firstSeen: '2026-11-01T12:00:00.000Z',
  lastSeen: '2026-11-21T12:00:00.000Z',
  latest: null,
  path: [],
  detections: { nodes: [], pageInfo: { hasNextPage: false } },
};

test('what is in the picture is shown from there', () => {
  expect(knownTrack(live, profile)).toMatchObject({
    place: { lat: 47.65, lon: 9.48 },
    isHeard: true,
    make: null,
  });
});

test('what fades is not heard now', () => {
  expect(knownTrack({ ...live, stale: true }, null)?.isHeard).toBe(false);
});

test('what left the picture is shown from its history', () => {
  expect(knownTrack(undefined, profile)).toMatchObject({
    make: 'DJI',
    observedAt: null,
    place: null,
    isHeard: false,
  });
});

test('a place that is half known is not known', () => {
  expect(knownTrack({ ...live, lon: null }, null)?.place).toBeNull();
});

test('of something that was never heard nothing is known', () => {
  expect(knownTrack(undefined, null)).toBeNull();
});
