import type { BoundingBox, Track } from '../domain/track.js';
import type { Change } from './change-log.js';

/**
 * Where tracks were and are, as nothing but numbers: thousands of viewports look at each, and most of them at
 * no more than that.
 */
export interface ChangePositions {
  /** For each change `WAS_IN`, `IS_IN`, both or nothing; until the next call. */
  within(box: BoundingBox): Uint8Array;
}

export const WAS_IN = 1;
export const IS_IN = 2;

export function changePositions(changes: readonly Change[]): ChangePositions {
  const before = positionsOf(changes.map((change) => change.before));
  const after = positionsOf(changes.map((change) => change.after));
  const found = new Uint8Array(changes.length);
  return {
    within({ minLat, minLon, maxLat, maxLon }) {
      const crosses = Number(minLon > maxLon);
      // As `contains`, without branches: which way they go cannot be foreseen, and that costs twice as much.
      for (let index = 0; index < found.length; index++) {
        const lat = 2 * index;
        const lon = lat + 1;
        const wasEast = Number(before[lon]! >= minLon);
        const wasWest = Number(before[lon]! <= maxLon);
        const wasBetween = (wasEast & wasWest) | (crosses & (wasEast | wasWest));
        const isEast = Number(after[lon]! >= minLon);
        const isWest = Number(after[lon]! <= maxLon);
        const isBetween = (isEast & isWest) | (crosses & (isEast | isWest));
        const wasIn = Number(before[lat]! >= minLat) & Number(before[lat]! <= maxLat) & wasBetween;
        const isIn = Number(after[lat]! >= minLat) & Number(after[lat]! <= maxLat) & isBetween;
        found[index] = wasIn * WAS_IN + isIn * IS_IN;
      }
      return found;
    },
  };
}

/** Latitude and longitude in turn; NaN where there is none. */
function positionsOf(tracks: readonly (Track | null)[]): Float64Array {
  const positions = new Float64Array(2 * tracks.length);
  tracks.forEach((track, index) => {
    positions[2 * index] = track?.lat ?? NaN;
    positions[2 * index + 1] = track?.lon ?? NaN;
  });
  return positions;
}
