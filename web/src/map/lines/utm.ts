import type { Place } from '../place.js';
import { wrapLon } from '../mercator.js';

/** A place in a zone of the Universal Transverse Mercator projection, which MGRS counts in. */
export interface UtmPoint {
  readonly zone: number;
  readonly eastingM: number;
  /** From the equator, negative in the south: without the ten million that are usually added there. */
  readonly northingM: number;
}

/*
 * The series of Krüger up to the third power of the third flattening of WGS 84: exact to millimetres within a zone.
 * https://en.wikipedia.org/wiki/Universal_Transverse_Mercator_coordinate_system
 */
const FLATTENING = 1 / 298.257_223_563;
const N = FLATTENING / (2 - FLATTENING);
const RADIUS_M = (6_378_137 / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const SCALE_M = 0.9996 * RADIUS_M;
const FALSE_EASTING_M = 500_000;
const ALPHA = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3,
  (61 / 240) * N ** 3,
];
const BETA = [N / 2 - (2 / 3) * N ** 2 + (37 / 96) * N ** 3, N ** 2 / 48 + N ** 3 / 15, (17 / 480) * N ** 3];
const DELTA = [
  2 * N - (2 / 3) * N ** 2 - 2 * N ** 3,
  (7 / 3) * N ** 2 - (8 / 5) * N ** 3,
  (56 / 15) * N ** 3,
];

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const degrees = (angle: number) => (angle * 180) / Math.PI;
const sum = (factors: readonly number[], term: (twice: number) => number) =>
  factors.reduce((total, factor, i) => total + factor * term(2 * (i + 1)), 0);

export function toUtm({ lat, lon }: Place, zone: number): UtmPoint {
  const sine = Math.sin(radians(lat));
  const e = (2 * Math.sqrt(N)) / (1 + N);
  const t = Math.sinh(Math.atanh(sine) - e * Math.atanh(e * sine));
  const fromMiddle = radians(wrapLon(lon - middleOf(zone)));
  const xi = Math.atan2(t, Math.cos(fromMiddle));
  const eta = Math.atanh(Math.sin(fromMiddle) / Math.sqrt(1 + t * t));
  return {
    zone,
    eastingM: FALSE_EASTING_M + SCALE_M * (eta + sum(ALPHA, (j) => Math.cos(j * xi) * Math.sinh(j * eta))),
    northingM: SCALE_M * (xi + sum(ALPHA, (j) => Math.sin(j * xi) * Math.cosh(j * eta))),
  };
}

export function fromUtm({ zone, eastingM, northingM }: UtmPoint): Place {
  const xi = northingM / SCALE_M;
  const eta = (eastingM - FALSE_EASTING_M) / SCALE_M;
  const xiPrime = xi - sum(BETA, (j) => Math.sin(j * xi) * Math.cosh(j * eta));
  const etaPrime = eta - sum(BETA, (j) => Math.cos(j * xi) * Math.sinh(j * eta));
  const chi = Math.asin(Math.sin(xiPrime) / Math.cosh(etaPrime));
  return {
    lat: degrees(chi + sum(DELTA, (j) => Math.sin(j * chi))),
    lon: wrapLon(middleOf(zone) + degrees(Math.atan2(Math.sinh(etaPrime), Math.cos(xiPrime)))),
  };
}

const middleOf = (zone: number) => zone * 6 - 183;

/** 1 to 60, each 6° wide but around Norway and Svalbard. Null beyond 80° south and 84° north, where the grid ends. */
export function utmZoneOf({ lat, lon }: Place): number | null {
  if (lat < -80 || lat > 84) return null;
  const east = wrapLon(lon);
  if (lat >= 56 && lat < 64 && east >= 3 && east < 12) return 32;
  if (lat >= 72 && east >= 0 && east < 42) return east < 9 ? 31 : east < 21 ? 33 : east < 33 ? 35 : 37;
  return Math.floor((east + 180) / 6) + 1;
}
