import type { View } from './app-state.js';

/** Where nobody has looked yet: the whole world. */
export const worldView: View = { lat: 20, lon: 0, zoom: 1 };

export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** What a kit hears is around it: somewhat more than 5 km are shown beyond the outermost, degrees. */
const marginDeg = 0.06;
const maxZoom = 12;
/** A map at zoom 0 is 512 px for the whole world; ours is taken for that wide, though a phone shows a little less. */
const degAtZoom0 = 360;

/** A view of all places; the one that the page opens with, unless its address says another. Null without any. */
export function viewOf(places: readonly Place[]): View | null {
  const [first] = places;
  if (first === undefined) return null;
  const lats = places.map(({ lat }) => lat);
  // East or west of the first, whichever is nearer, so that neighbours across the antimeridian are neighbours.
  const lons = places.map(({ lon }) => first.lon + nearest(lon - first.lon));
  const [south, north] = [Math.min(...lats) - marginDeg, Math.max(...lats) + marginDeg];
  const [west, east] = [Math.min(...lons) - marginDeg, Math.max(...lons) + marginDeg];
  const lat = (south + north) / 2;
  // On a Mercator map a degree of latitude is so much longer than one of longitude.
  const height = (north - south) / Math.cos((lat * Math.PI) / 180);
  const zoom = Math.log2(degAtZoom0 / Math.max(east - west, height));
  return { lat, lon: nearest((west + east) / 2), zoom: Math.max(worldView.zoom, Math.min(maxZoom, zoom)) };
}

/** The same direction between -180 and 180. */
function nearest(lon: number): number {
  return lon - 360 * Math.round(lon / 360);
}
