import type { KitStatusObservation, SignalObservation, TrackObservation } from '../domain/observation.js';
import { RANGES } from '../domain/ranges.js';
import type { Position, TrackKind } from '../domain/track.js';
import { flag, id, number, oneOf, remarks, type RuleFor, text, time } from './validate-fields.js';
import { lose } from './validate-findings.js';
import { type RulesOf, type Shape, shapeOf } from './validate-shape.js';

/** What a course of 360° is stored as. */
const northIsZero = (courseDeg: number) => (courseDeg === 360 ? 0 : courseDeg);

export const timeRules = {
  observedAtMs: time,
  receivedAtMs: time,
  timeSource: oneOf(['kit', 'server'], 'no time source'),
};

const commonRules = {
  ...timeRules,
  kitId: id('no kit id'),
  sourceId: id('no source id'),
  warnings: remarks,
};

function trackRules(kind: TrackKind): RulesOf<TrackObservation> {
  const range = RANGES.track[kind];
  const position = positionRule(kind);
  return {
    type: oneOf(['track'], 'unknown type'),
    ...commonRules,
    kitTimeS: number(range.kitTimeS),
    droneId: id('no drone id'),
    kind: oneOf([kind], 'unknown kind'),
    lat: number(range.lat),
    lon: number(range.lon),
    altitudeM: number(range.altitudeM),
    heightM: number(range.heightM),
    speedMps: number(range.speedMps),
    verticalSpeedMps: number(range.verticalSpeedMps),
    courseDeg: number(range.courseDeg, { store: northIsZero }),
    pilot: position,
    home: position,
    rssiDbm: number(range.rssiDbm),
    frequencyMhz: number(range.frequencyMhz),
    mac: text,
    transport: text,
    idType: text,
    uaType: text,
    operationalStatus: text,
    operatorId: text,
    caaId: text,
    description: text,
    make: text,
    model: text,
    ridSource: text,
    runtimeS: number(range.runtimeS, { store: Math.round }),
    callsign: text,
    squawk: text,
    registration: text,
  };
}

/** Of a pilot or a take-off point; null when it is none. */
function positionRule(kind: TrackKind): RuleFor {
  const range = RANGES.track[kind];
  return (field) => {
    const within =
      (rule: RuleFor): RuleFor =>
      (part) =>
        rule(`${field}.${part}`);
    const position = shapeOf<Position>(
      {
        lat: within(number(range.lat)),
        lon: within(number(range.lon)),
        altitudeM: within(number(range.altitudeM)),
      },
      field,
    );
    return (value, findings) => {
      if (value === null || value === undefined) return null;
      if (typeof value !== 'object') return lose(findings, `${field} is no position`);
      const kept = position(value, findings);
      return kept['lat'] === null ? null : kept;
    };
  };
}

const signalRules: RulesOf<SignalObservation> = {
  type: oneOf(['signal'], 'unknown type'),
  ...commonRules,
  kitTimeS: number(RANGES.signal.kitTimeS),
  signalUid: id('no signal uid'),
  frequencyMhz: number(RANGES.signal.frequencyMhz, { isRequired: true }),
  powerDbm: number(RANGES.signal.powerDbm),
  bandwidthMhz: number(RANGES.signal.bandwidthMhz),
  lat: number(RANGES.signal.lat),
  lon: number(RANGES.signal.lon),
  altitudeM: number(RANGES.signal.altitudeM),
  signalType: text,
  detectionType: text,
  source: text,
  palConfidence: number(RANGES.signal.palConfidence),
  ntscConfidence: number(RANGES.signal.ntscConfidence),
};

const kitStatusRules: RulesOf<KitStatusObservation> = {
  type: oneOf(['kitStatus'], 'unknown type'),
  ...commonRules,
  kitTimeS: number(RANGES.kitStatus.kitTimeS),
  uid: text,
  lat: number(RANGES.kitStatus.lat),
  lon: number(RANGES.kitStatus.lon),
  altitudeM: number(RANGES.kitStatus.altitudeM),
  cpuPercent: number(RANGES.kitStatus.cpuPercent),
  memoryPercent: number(RANGES.kitStatus.memoryPercent),
  diskPercent: number(RANGES.kitStatus.diskPercent),
  uptimeHours: number(RANGES.kitStatus.uptimeHours),
  tempCpuC: number(RANGES.kitStatus.tempCpuC),
  tempGpuC: number(RANGES.kitStatus.tempGpuC),
  plutoTempC: number(RANGES.kitStatus.plutoTempC),
  zynqTempC: number(RANGES.kitStatus.zynqTempC),
  speedMps: number(RANGES.kitStatus.speedMps),
  courseDeg: number(RANGES.kitStatus.courseDeg, { store: northIsZero }),
  gpsFix: flag,
  timeSourceName: text,
};

export const trackShapes: Readonly<Record<TrackKind, Shape>> = {
  DRONE: shapeOf(trackRules('DRONE')),
  AIRCRAFT: shapeOf(trackRules('AIRCRAFT')),
};
export const signalShape = shapeOf(signalRules);
export const kitStatusShape = shapeOf(kitStatusRules);
