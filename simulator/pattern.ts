import { hover, line, orbit, sequence, type AirPoint, type Leg } from './motion.js';
import { pointAt, type GroundPoint } from './place.js';
import type { Random } from './random.js';

/** What a flight is for. */
export type Purpose = 'orbit' | 'survey' | 'delivery' | 'hover';

const CLIMB_MPS = 4;
const DESCENT_MPS = 2.5;
const LANE_LENGTH_M = 320;
const LANE_SPACING_M = 35;

/** What a flight has to stay within. */
export interface FlightLimits {
  readonly home: GroundPoint;
  readonly cruiseMps: number;
  /** The whole flight, from take-off to landing, lasts at most this long; at least 120 s. */
  readonly longestS: number;
}

/** A whole flight from `home`: up, out, what it came for, back (unless it delivers), down. */
export function planFlight(
  purpose: Purpose,
  { home, cruiseMps, longestS }: FlightLimits,
  random: Random,
): Leg {
  const heightM = random.between(35, 110);
  const bearingDeg = random.between(0, 360);
  const up: AirPoint = { ...home, heightM };
  // The way out and back takes at most half of the flight.
  const furthestM = Math.min(2500, (longestS / 4) * cruiseMps * 0.8);
  const site: AirPoint = { ...pointAt(home, bearingDeg, random.between(0.3, 1) * furthestM), heightM };
  const takeOff = line({ ...home, heightM: 0 }, up, CLIMB_MPS, bearingDeg);
  const out = line(up, site, cruiseMps);

  if (purpose === 'delivery') {
    const drop: AirPoint = { ...site, heightM: 12 };
    return sequence([
      takeOff,
      out,
      line(site, drop, DESCENT_MPS, bearingDeg),
      hover(drop, 20, bearingDeg),
      line(drop, site, CLIMB_MPS, bearingDeg),
      line(site, up, cruiseMps),
      line(up, { ...up, heightM: 0 }, DESCENT_MPS, bearingDeg),
    ]);
  }
  const landing = (from: AirPoint): [Leg, Leg] => [
    line(from, up, cruiseMps),
    line(up, { ...up, heightM: 0 }, DESCENT_MPS, bearingDeg),
  ];
  const spentS =
    takeOff.durationS + out.durationS + landing(site).reduce((sum, leg) => sum + leg.durationS, 0);
  // A survey may end this much further from home than it began.
  const reserveS = purpose === 'survey' ? (2 * LANE_LENGTH_M) / cruiseMps + 20 : 10;
  const stayS = Math.max(10, longestS - spentS - reserveS);
  const { legs, end } = onSite(purpose, site, stayS, cruiseMps, random);
  return sequence([takeOff, out, ...legs, ...landing(end)]);
}

function onSite(
  purpose: Exclude<Purpose, 'delivery'>,
  site: AirPoint,
  stayS: number,
  cruiseMps: number,
  random: Random,
): { legs: Leg[]; end: AirPoint } {
  switch (purpose) {
    case 'orbit': {
      const radiusM = random.between(40, 140);
      const centre = { ...site, northM: site.northM - radiusM };
      const speedMps = Math.min(cruiseMps, 8);
      const turns = Math.floor((stayS * speedMps * 0.9) / (2 * Math.PI * radiusM));
      return turns === 0
        ? { legs: [hover(site, stayS)], end: site }
        : { legs: [orbit(centre, radiusM, turns, speedMps)], end: site };
    }
    case 'survey':
      return lawnMower(site, stayS, Math.min(cruiseMps, 9));
    case 'hover':
      return lookAround(site, stayS, random);
  }
}

/** Lanes to and fro, side by side, for as long as `stayS` allows. */
function lawnMower(site: AirPoint, stayS: number, speedMps: number): { legs: Leg[]; end: AirPoint } {
  const legs: Leg[] = [];
  let at = site;
  let leftS = stayS;
  for (let lane = 0; ; lane++) {
    const laneEnd = { ...at, eastM: site.eastM + (lane % 2 === 0 ? LANE_LENGTH_M : 0) };
    // Eight lanes one way, eight lanes back: the field has an end.
    const sideways = lane % 16 < 8 ? LANE_SPACING_M : -LANE_SPACING_M;
    const next = { ...laneEnd, northM: laneEnd.northM + sideways };
    const pair = [line(at, laneEnd, speedMps), line(laneEnd, next, speedMps)];
    leftS -= pair.reduce((sum, leg) => sum + leg.durationS, 0);
    if (leftS < 0) return { legs, end: at };
    legs.push(...pair);
    at = next;
  }
}

/** Hovers, and every half minute or so moves a little and turns. */
function lookAround(site: AirPoint, stayS: number, random: Random): { legs: Leg[]; end: AirPoint } {
  const legs: Leg[] = [];
  let at = site;
  let leftS = stayS;
  for (;;) {
    const next: AirPoint = {
      ...pointAt(site, random.between(0, 360), random.between(5, 40)),
      heightM: Math.max(15, site.heightM + random.between(-15, 15)),
    };
    const move = line(at, next, 3);
    const rest = hover(next, random.between(15, 45), random.integer(0, 359));
    leftS -= move.durationS + rest.durationS;
    if (leftS < 0) return { legs, end: at };
    legs.push(move, rest);
    at = next;
  }
}
