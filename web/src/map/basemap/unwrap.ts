import type { Geometry, Position } from 'geojson';

const WORLD_DEG = 360;
const SOUTH_POLE_LAT = -90;

/**
 * Coasts that go on beyond ±180 where they cross the antimeridian, instead of coming back around the world: an atlas
 * counts each longitude for itself, and a map draws from one to the next.
 */
export function unwrapLand(land: Geometry): Geometry {
  if (land.type !== 'MultiPolygon') return land;
  return { ...land, coordinates: land.coordinates.map((polygon) => polygon.map(unwrapRing)) };
}

/** @param ring its first position is its last as well */
export function unwrapRing(ring: readonly Position[]): Position[] {
  let turns = 0;
  const line = ring.map(([lon = 0, lat = 0], i): Position => {
    const before = ring[i - 1]?.[0] ?? lon;
    if (lon - before > WORLD_DEG / 2) turns -= 1;
    else if (before - lon > WORLD_DEG / 2) turns += 1;
    return [lon + turns * WORLD_DEG, lat];
  });
  const [first] = line;
  const last = line.at(-1);
  if (turns === 0 || first === undefined || last === undefined) return line;
  // The coast of Antarctica goes around the world. On a flat map it ends below both ends of it.
  return [...line, [last[0] ?? 0, SOUTH_POLE_LAT], [first[0] ?? 0, SOUTH_POLE_LAT], first];
}
