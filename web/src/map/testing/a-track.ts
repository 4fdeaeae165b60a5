import type { Track } from '../../state/app-state.js';

/** A drone of which little is known, with what matters to a test. */
export function aTrack(changes: Partial<Track> = {}): Track {
  return {
    id: 'VHJhY2s6ZHJvbmUtMTU4MUY1',
    droneId: 'drone-1581F5',
    kind: 'DRONE',
    observedAt: '2026-11-22T12:00:00.000Z',
    lat: 47.65,
    lon: 9.48,
    altitudeM: null,
    heightM: null,
    speedMps: null,
    verticalSpeedMps: null,
    courseDeg: null,
    pilot: null,
    home: null,
    make: null,
    model: null,
    callsign: null,
    registration: null,
    operatorId: null,
    description: null,
    rssiDbm: null,
    stale: false,
    sightings: [],
    ...changes,
  };
}
