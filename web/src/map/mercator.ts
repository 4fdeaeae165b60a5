import type { Place } from './place.js';

/** Length of the equator of the sphere that Web Mercator uses, metres. */
const EQUATOR_M = 2 * Math.PI * 6_378_137;
/** Where Web Mercator ends: the world is a square up to here. */
const MAX_LAT = 85.051_129;

/** A place on the square of Web Mercator: 0..1 from west to east and from north to south. */
export interface MercatorPoint {
  readonly x: number;
  readonly y: number;
}

export function toMercator({ lat, lon }: Place): MercatorPoint {
  const sine = Math.sin((Math.max(-MAX_LAT, Math.min(MAX_LAT, lat)) * Math.PI) / 180);
  return { x: (lon + 180) / 360, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
}

export function fromMercator({ x, y }: MercatorPoint): Place {
  return { lat: (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI, lon: wrapLon(x * 360 - 180) };
}

/** How much of the square a metre is at a latitude: Mercator enlarges towards the poles. */
export function mercatorPerMetre(lat: number): number {
  return 1 / (EQUATOR_M * Math.cos((Math.max(-MAX_LAT, Math.min(MAX_LAT, lat)) * Math.PI) / 180));
}

/** −180 ≤ result < 180. */
export function wrapLon(lon: number): number {
  const turned = (((lon + 180) % 360) + 360) % 360;
  return turned - 180;
}
