import type { Bounds } from '../state/app-state.js';
import { wrapLon } from './mercator.js';

interface Edges {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5;

/** The edges of a map as a box that the server takes: minLon > maxLon crosses the antimeridian. */
export function toBounds({ west, south, east, north }: Edges): Bounds {
  const isWholeWorld = east - west >= 360;
  return {
    minLat: round(Math.max(-90, south)),
    maxLat: round(Math.min(90, north)),
    minLon: isWholeWorld ? -180 : round(wrapLon(west)),
    maxLon: isWholeWorld ? 180 : round(wrapLon(east)),
  };
}

export function areSameBounds(a: Bounds | null, b: Bounds | null): boolean {
  if (a === null || b === null) return a === b;
  return a.minLat === b.minLat && a.minLon === b.minLon && a.maxLat === b.maxLat && a.maxLon === b.maxLon;
}
