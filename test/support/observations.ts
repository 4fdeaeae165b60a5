import type { SignalObservation, TrackObservation } from '../../src/domain/observation.js';

/** 2026-11-21T20:00:00Z: the tests' "now" where nothing else is said. */
export const NOON_MS = Date.UTC(2026, 10, 21, 20);

/** A plausible report of one drone by one kit; say only what matters. */
export function aTrackReport(given: Partial<TrackObservation> = {}): TrackObservation {
  const observedAtMs = given.observedAtMs ?? NOON_MS;
  return {
    type: 'track',
    kitId: 'kit-1',
    sourceId: 'dragonsync:kit-1',
    observedAtMs,
    receivedAtMs: observedAtMs + 400,
    kitTimeS: observedAtMs / 1000,
    timeSource: 'kit',
    warnings: [],
    droneId: 'drone-A',
    kind: 'DRONE',
    lat: 46.75,
    lon: 8.03,
    altitudeM: 640,
    heightM: 60,
    speedMps: 8,
    verticalSpeedMps: 0,
    courseDeg: 90,
    pilot: null,
    home: null,
    rssiDbm: -70,
    frequencyMhz: 2437,
    mac: null,
    transport: null,
    idType: null,
    uaType: null,
    operationalStatus: null,
    operatorId: null,
    caaId: null,
    description: null,
    make: null,
    model: null,
    ridSource: null,
    runtimeS: null,
    callsign: null,
    squawk: null,
    registration: null,
    ...given,
  };
}

export function aSignal(given: Partial<SignalObservation> = {}): SignalObservation {
  const observedAtMs = given.observedAtMs ?? NOON_MS;
  return {
    type: 'signal',
    kitId: 'kit-1',
    sourceId: 'dragonsync:kit-1',
    observedAtMs,
    receivedAtMs: observedAtMs + 400,
    kitTimeS: observedAtMs / 1000,
    timeSource: 'kit',
    warnings: [],
    signalUid: 'fpv-alert-5785MHz',
    frequencyMhz: 5785,
    powerDbm: -51,
    bandwidthMhz: 6,
    lat: 46.7,
    lon: 8,
    altitudeM: 570,
    signalType: 'fpv',
    detectionType: 'confirm',
    source: 'confirm',
    palConfidence: 0.8,
    ntscConfidence: 0.1,
    ...given,
  };
}
