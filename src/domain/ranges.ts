import type { KitStatusObservation, SignalObservation, TrackObservation } from './observation.js';
import type { TrackKind } from './track.js';

/** Both ends belong to it. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** What a number may be. Its unit is part of the field's name; `lat` and `lon` are degrees, confidences 0..1. */
export interface FieldRange {
  /** What can be true at all; anything outside is rubbish. */
  readonly hard: Range;
  /** What is to be expected; anything outside is kept, with a warning. Absent: anything that can be true. */
  readonly usual?: Range;
}

type Measures<T> = {
  readonly [
    K in keyof T as T[K] extends number | null
      ? K extends 'observedAtMs' | 'receivedAtMs'
        ? never
        : K
      : never
  ]: FieldRange;
};

const LATITUDE: FieldRange = { hard: { min: -90, max: 90 } };
const LONGITUDE: FieldRange = { hard: { min: -180, max: 180 } };
/** 360 is due north, and stored as 0. */
const COURSE: FieldRange = { hard: { min: 0, max: 360 } };
const PERCENT: FieldRange = { hard: { min: 0, max: 100 } };
const SHARE: FieldRange = { hard: { min: 0, max: 1 } };
/** Kept as the source sent it, however wrong its clock is. */
const ANY_TIME: FieldRange = { hard: { min: -Number.MAX_VALUE, max: Number.MAX_VALUE } };
/** Positive is stronger than the transmitter, except for a receiver that is not calibrated. */
const POWER: FieldRange = { hard: { min: -150, max: 50 }, usual: { min: -140, max: -20 } };
/** From what no kit can hear up to the end of what an SDR reaches; beyond are automotive radars. */
const FREQUENCY: FieldRange = { hard: { min: 1, max: 100_000 }, usual: { min: 30, max: 7000 } };
/** Industrial parts are made for -40 to 125 °C. */
const TEMPERATURE: FieldRange = { hard: { min: -40, max: 125 }, usual: { min: -20, max: 85 } };
const SENSOR_ALTITUDE: FieldRange = { hard: { min: -999.5, max: 31_767 }, usual: { min: -500, max: 6000 } };

/** Hard limits are what Remote ID (ASTM F3411) can say: -1000 m, 255 m/s and 63 m/s are its "unknown". */
const DRONE: Measures<TrackObservation> = {
  kitTimeS: ANY_TIME,
  lat: LATITUDE,
  lon: LONGITUDE,
  altitudeM: { hard: { min: -999.5, max: 31_767 }, usual: { min: -500, max: 6000 } },
  heightM: { hard: { min: -999.5, max: 31_767 }, usual: { min: -100, max: 500 } },
  speedMps: { hard: { min: 0, max: 254.25 }, usual: { min: 0, max: 60 } },
  verticalSpeedMps: { hard: { min: -62, max: 62 }, usual: { min: -20, max: 20 } },
  courseDeg: COURSE,
  rssiDbm: POWER,
  frequencyMhz: FREQUENCY,
  // As many seconds as PostgreSQL's integer and GraphQL's Int hold; usually less than a month.
  runtimeS: { hard: { min: 0, max: 2 ** 31 - 1 }, usual: { min: 0, max: 2_678_400 } },
};

/** From balloons and gliders to what flies supersonic at the edge of the atmosphere. */
const AIRCRAFT: Measures<TrackObservation> = {
  ...DRONE,
  altitudeM: { hard: { min: -999.5, max: 60_000 }, usual: { min: -500, max: 15_000 } },
  heightM: { hard: { min: -999.5, max: 60_000 }, usual: { min: -100, max: 15_000 } },
  speedMps: { hard: { min: 0, max: 1000 }, usual: { min: 0, max: 350 } },
  verticalSpeedMps: { hard: { min: -300, max: 300 }, usual: { min: -50, max: 50 } },
};

const SIGNAL: Measures<SignalObservation> = {
  kitTimeS: ANY_TIME,
  frequencyMhz: FREQUENCY,
  powerDbm: POWER,
  bandwidthMhz: { hard: { min: 0, max: 10_000 }, usual: { min: 0, max: 400 } },
  lat: LATITUDE,
  lon: LONGITUDE,
  altitudeM: SENSOR_ALTITUDE,
  palConfidence: SHARE,
  ntscConfidence: SHARE,
};

const KIT_STATUS: Measures<KitStatusObservation> = {
  kitTimeS: ANY_TIME,
  lat: LATITUDE,
  lon: LONGITUDE,
  altitudeM: SENSOR_ALTITUDE,
  cpuPercent: PERCENT,
  memoryPercent: PERCENT,
  diskPercent: PERCENT,
  // A hundred years; usually less than one.
  uptimeHours: { hard: { min: 0, max: 876_600 }, usual: { min: 0, max: 8766 } },
  tempCpuC: TEMPERATURE,
  tempGpuC: TEMPERATURE,
  plutoTempC: TEMPERATURE,
  zynqTempC: TEMPERATURE,
  // Kits are carried by people, cars and boats, now and then by an aircraft.
  speedMps: { hard: { min: 0, max: 400 }, usual: { min: 0, max: 70 } },
  courseDeg: COURSE,
};

/** What the measured fields of each kind of observation may say. */
export const RANGES = {
  track: { DRONE, AIRCRAFT } satisfies Record<TrackKind, Measures<TrackObservation>>,
  signal: SIGNAL,
  kitStatus: KIT_STATUS,
} as const;

/** Epoch milliseconds from 1970 to the end of 9999, the last year that ISO 8601 writes with four digits. */
export const TIME_MS: Range = { min: 0, max: Date.UTC(10_000, 0) - 1 };

/** A sender's clock may be this far ahead of ours: what is observed later after its receipt has no time. */
export const MAX_AHEAD_MS = 300_000;

/** False for NaN. */
export function isWithin(value: number, { min, max }: Range): boolean {
  return value >= min && value <= max;
}
