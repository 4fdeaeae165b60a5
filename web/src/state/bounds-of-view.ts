import type { Bounds, View } from './app-state.js';

/** A map at zoom 0 is so wide for the whole world. */
const worldPx = 512;

/** About what a map of this size shows, for as long as there is none to say it. */
export function boundsOfView({ lat, lon, zoom }: View, widthPx: number, heightPx: number): Bounds {
  const degPerPx = 360 / (worldPx * 2 ** zoom);
  const halfLon = (degPerPx * widthPx) / 2;
  // On a Mercator map a degree of latitude is so much longer than one of longitude.
  const halfLat = (degPerPx * heightPx * Math.cos((lat * Math.PI) / 180)) / 2;
  return { minLat: lat - halfLat, maxLat: lat + halfLat, minLon: lon - halfLon, maxLon: lon + halfLon };
}
