import { distanceM, type GroundPoint } from './place.js';

/** Where something is and how it moves, at one instant. */
export interface Motion extends GroundPoint {
  /** Above the take-off point. */
  readonly heightM: number;
  /** Over ground. */
  readonly speedMps: number;
  /** Positive is up. */
  readonly verticalSpeedMps: number;
  /** 0 <= course < 360, clockwise from north. */
  readonly courseDeg: number;
}

export interface AirPoint extends GroundPoint {
  readonly heightM: number;
}

/** One part of a flight: `at(sinceS)` holds for 0 <= sinceS <= durationS. */
export interface Leg {
  readonly durationS: number;
  at(sinceS: number): Motion;
}

/** What a multirotor manages comfortably. */
const ACCELERATION_MPS2 = 2.5;

/** Distance and speed over time for a way of `lengthM`: speed up, cruise, slow down, from rest to rest. */
function ramp(lengthM: number, cruiseMps: number) {
  const peakMps = Math.min(cruiseMps, Math.sqrt(lengthM * ACCELERATION_MPS2));
  const rampS = peakMps / ACCELERATION_MPS2;
  const durationS = peakMps === 0 ? 0 : lengthM / peakMps + rampS;
  return {
    durationS,
    at(sinceS: number): { goneM: number; speedMps: number } {
      const s = Math.min(Math.max(sinceS, 0), durationS);
      if (s < rampS) return { goneM: (ACCELERATION_MPS2 * s * s) / 2, speedMps: ACCELERATION_MPS2 * s };
      const leftS = durationS - s;
      if (leftS < rampS) {
        return {
          goneM: lengthM - (ACCELERATION_MPS2 * leftS * leftS) / 2,
          speedMps: ACCELERATION_MPS2 * leftS,
        };
      }
      return { goneM: peakMps * (s - rampS / 2), speedMps: peakMps };
    },
  };
}

/** Straight from rest at `from` to rest at `to`; straight up or down keeps `headingDeg`. */
export function line(from: AirPoint, to: AirPoint, cruiseMps: number, headingDeg = 0): Leg {
  const acrossM = distanceM(from, to);
  const upM = to.heightM - from.heightM;
  const lengthM = Math.hypot(acrossM, upM);
  const way = ramp(lengthM, cruiseMps);
  const courseDeg =
    acrossM < 0.01 ? headingDeg : degrees(Math.atan2(to.eastM - from.eastM, to.northM - from.northM));
  return {
    durationS: way.durationS,
    at(sinceS) {
      const { goneM, speedMps } = way.at(sinceS);
      const part = lengthM === 0 ? 0 : goneM / lengthM;
      return {
        eastM: from.eastM + part * (to.eastM - from.eastM),
        northM: from.northM + part * (to.northM - from.northM),
        heightM: from.heightM + part * upM,
        speedMps: lengthM === 0 ? 0 : (speedMps * acrossM) / lengthM,
        verticalSpeedMps: lengthM === 0 ? 0 : (speedMps * upM) / lengthM,
        courseDeg,
      };
    },
  };
}

/** Whole clockwise turns around `centre`, beginning and ending at rest due north of it. */
export function orbit(centre: AirPoint, radiusM: number, turns: number, cruiseMps: number): Leg {
  const way = ramp(2 * Math.PI * radiusM * turns, cruiseMps);
  return {
    durationS: way.durationS,
    at(sinceS) {
      const { goneM, speedMps } = way.at(sinceS);
      const angle = goneM / radiusM;
      return {
        eastM: centre.eastM + radiusM * Math.sin(angle),
        northM: centre.northM + radiusM * Math.cos(angle),
        heightM: centre.heightM,
        speedMps,
        verticalSpeedMps: 0,
        courseDeg: degrees(angle + Math.PI / 2),
      };
    },
  };
}

/** Stays at `point`, facing `headingDeg`. */
export function hover(point: AirPoint, durationS: number, headingDeg = 0): Leg {
  const motion: Motion = { ...point, speedMps: 0, verticalSpeedMps: 0, courseDeg: headingDeg };
  return { durationS, at: () => motion };
}

/** Legs one after the other; before the first and after the last it rests at the ends. */
export function sequence(legs: readonly [Leg, ...Leg[]]): Leg {
  const durationS = legs.reduce((sum, leg) => sum + leg.durationS, 0);
  return {
    durationS,
    at(sinceS) {
      let leftS = Math.max(0, sinceS);
      let last: Leg = legs[0];
      for (const leg of legs) {
        last = leg;
        if (leftS <= leg.durationS) return leg.at(leftS);
        leftS -= leg.durationS;
      }
      return last.at(last.durationS);
    },
  };
}

function degrees(radians: number): number {
  return ((((radians * 180) / Math.PI) % 360) + 360) % 360;
}
