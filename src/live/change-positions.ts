import type { BoundingBox, Track } from '../domain/track.js';
import type { Change } from './change-log.js';

export const WAS_IN = 1;
export const IS_IN = 2;

/** More than what rounding may take of a difference of latitudes. */
const SLACK_DEG = 1e-9;

/**
 * Where tracks were and are, as nothing but numbers: thousands of viewports look at them, and each at no more than
 * its own latitudes.
 */
export interface ChangePositions {
  /** Those with a position, from south to north. */
  readonly changes: readonly Change[];
  /** Those of a track that has or had no position; it may have got one. */
  readonly unplaced: ReadonlySet<Change>;
  /**
   * What `find` found: for each four times the index in `changes`, and `WAS_IN`, `IS_IN` or both; until the next
   * call.
   */
  readonly found: Int32Array;
  /** Looks for those that are or were in a box, and returns how many there are. */
  find(box: BoundingBox): number;
}

export function changePositions(all: readonly Change[]): ChangePositions {
  const changes = all
    .filter((change) => !Number.isNaN(southOf(change)))
    .sort((a, b) => southOf(a) - southOf(b));
  const unplaced = new Set(all.filter(({ before, after }) => isUnplaced(before) || isUnplaced(after)));
  const souths = Float64Array.from(changes, southOf);
  const before = positionsOf(changes.map((change) => change.before));
  const after = positionsOf(changes.map((change) => change.after));
  const found = new Int32Array(changes.length);
  let mostNorthward = 0;
  for (let lat = 0; lat < before.length; lat += 2) {
    const northward = Math.abs(after[lat]! - before[lat]!);
    if (northward > mostNorthward) mostNorthward = northward;
  }

  return {
    changes,
    unplaced,
    found,
    find({ minLat, minLon, maxLat, maxLon }) {
      const crosses = Number(minLon > maxLon);
      const from = firstAtLeast(souths, minLat - mostNorthward - SLACK_DEG);
      let count = 0;
      // As `contains`, without branches: which way they go cannot be foreseen, and that costs twice as much.
      for (let index = from; index < souths.length && souths[index]! <= maxLat; index++) {
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
        found[count] = 4 * index + wasIn * WAS_IN + isIn * IS_IN;
        count += wasIn | isIn;
      }
      return count;
    },
  };
}

function isUnplaced(track: Track | null): boolean {
  return track !== null && (track.lat === null || track.lon === null);
}

/** Of both its positions; NaN when it has none. */
function southOf({ before, after }: Change): number {
  const was = before?.lat ?? NaN;
  const is = after?.lat ?? NaN;
  return Number.isNaN(was) ? is : Number.isNaN(is) ? was : Math.min(was, is);
}

function firstAtLeast(ascending: Float64Array, least: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
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
