import type { BoundingBox } from '../../../operations/generated/graphql.js';
import type { Bounds } from './app-state.js';

export interface Cover {
  /** So much more than what is seen is asked for on every side, so that a small pan shows what is there already. */
  readonly margin: number;
  /** Asked for as seldom: only when what is seen became so many times less than what is asked for. */
  readonly maxExcess: number;
}

const usual: Cover = { margin: 0.25, maxExcess: 4 };
const worldDeg = 360;

/**
 * The area to ask the server for so that `bounds` is covered: the one that is asked for already as long as it will do,
 * because another means another snapshot. Null for the whole world, where tracks without a position belong, too.
 *
 * @param bounds longitudes may go on beyond ±180, as maps count them that repeat the world
 */
export function coveringBox(
  asked: BoundingBox | null,
  bounds: Bounds,
  { margin, maxExcess }: Cover = usual,
): BoundingBox | null {
  const width = widthOf(bounds);
  const height = bounds.maxLat - bounds.minLat;
  if (width * (1 + 2 * margin) >= worldDeg) return null;
  if (
    asked !== null &&
    contains(asked, bounds) &&
    widthOf(asked) <= width * maxExcess &&
    asked.maxLat - asked.minLat <= height * maxExcess
  )
    return asked;
  return {
    minLat: Math.max(-90, rounded(bounds.minLat - margin * height)),
    maxLat: Math.min(90, rounded(bounds.maxLat + margin * height)),
    minLon: wrapped(rounded(bounds.minLon - margin * width)),
    maxLon: wrapped(rounded(bounds.minLon + width + margin * width)),
  };
}

/** East of its western border; a box with minLon > maxLon crosses the antimeridian. */
function widthOf({ minLon, maxLon }: Bounds): number {
  return maxLon >= minLon ? maxLon - minLon : maxLon - minLon + worldDeg;
}

function contains(box: BoundingBox, bounds: Bounds): boolean {
  if (bounds.minLat < box.minLat || bounds.maxLat > box.maxLat) return false;
  const west = eastward(box.minLon, bounds.minLon);
  return west + widthOf(bounds) <= widthOf(box);
}

/** How far `to` is east of `from`, 0 up to but not 360. */
function eastward(from: number, to: number): number {
  return (((to - from) % worldDeg) + worldDeg) % worldDeg;
}

function wrapped(lon: number): number {
  return lon >= -180 && lon <= 180 ? lon : rounded(eastward(-180, lon) - 180);
}

/** To about a metre. */
function rounded(deg: number): number {
  return Math.round(deg * 1e5) / 1e5;
}
