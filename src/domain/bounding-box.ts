import type { BoundingBox } from './track.js';

/** Edges belong to the box. A box with minLon > maxLon crosses the antimeridian. NaN is nowhere. */
export function contains(box: BoundingBox, lat: number, lon: number): boolean {
  if (!(lat >= box.minLat && lat <= box.maxLat)) return false;
  return box.minLon <= box.maxLon
    ? lon >= box.minLon && lon <= box.maxLon
    : lon >= box.minLon || lon <= box.maxLon;
}
