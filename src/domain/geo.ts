/** Mean radius of the Earth as the IUGG defines it (R1), metres. */
const EARTH_RADIUS_M = 6_371_008.8;

interface Point {
  readonly lat: number;
  readonly lon: number;
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Great-circle distance by the haversine formula (Sinnott, "Virtues of the Haversine", 1984). */
export function distanceM(from: Point, to: Point): number {
  const dLat = radians(to.lat - from.lat);
  const dLon = radians(to.lon - from.lon);
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/**
 * Initial course of the great circle between two points, 0 ≤ result < 360, clockwise from true
 * north (Williams, "Aviation Formulary": course between points).
 */
export function bearingDeg(from: Point, to: Point): number {
  const lat1 = radians(from.lat);
  const lat2 = radians(to.lat);
  const dLon = radians(to.lon - from.lon);
  const y = Math.sin(dLon) * Math.cos(lat2);
  const x = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(dLon);
  return normalizeDeg((Math.atan2(y, x) * 180) / Math.PI);
}

/** The smaller angle between two courses, 0..180. */
export function courseDifferenceDeg(a: number, b: number): number {
  const difference = normalizeDeg(a - b);
  return Math.min(difference, 360 - difference);
}

function normalizeDeg(degrees: number): number {
  const turned = ((degrees % 360) + 360) % 360;
  // A tiny negative angle becomes exactly 360 when 360 is added.
  return turned === 360 ? 0 : turned;
}
