import { bearingDeg, courseDifferenceDeg, distanceM } from '../domain/geo.js';
import type { Observation, TrackObservation } from '../domain/observation.js';
import type { Position } from '../domain/track.js';
import { createKitLru } from './lru.js';
import { beyondHorizon } from './radio-horizon.js';
import { withRemarks } from './validate-fields.js';

const MAX_IDS_PER_KIT = 10_000;
/** Shorter moves are within the scatter of GPS, and say nothing about direction. */
const MIN_MOVE_M = 10;
/** A course this close to the way flown is believed. */
const TOLERANCE_DEG = 15;
/** After a longer gap the aircraft may have flown anything in between; so a computed course ends with it. */
const MAX_GAP_MS = 30_000;
/** A jump much faster than the aircraft says it flies is two aircraft under one id, or a forgery. */
const JUMP_FACTOR = 3;
const JUMP_MARGIN_MPS = 30;
const TOP_SPEED_MPS = 400;

interface LastSeen {
  /** Where the aircraft was when it had last moved far enough. */
  readonly lat: number;
  readonly lon: number;
  readonly atMs: number;
  readonly kitCourseDeg: number | null;
  /** Computed on the last far enough move, when the kit's was not to be believed. */
  readonly computedDeg: number | null;
}

/** Adds to observations what follows from earlier ones and from where kits are. */
export type Enrich = (observation: Observation) => Observation;

export interface EnrichOptions {
  /** Null when it is not known. @default it never is */
  readonly kitPosition?: (kitId: string) => Position | null;
}

/**
 * Remarks on aircraft that the kit cannot have heard where they say they are, and computes courses. DragonSync works out a missing course once, from the first two
 * positions of a drone, and never again: a course that stays the same to the last bit while the
 * aircraft moves elsewhere is replaced, as is one that is missing.
 */
export function createEnrich({ kitPosition = () => null }: EnrichOptions = {}): Enrich {
  const lastSeenBy = createKitLru<LastSeen>(MAX_IDS_PER_KIT);

  return (given) => {
    if (given.type !== 'track') return given;
    const observation = remarked(given, kitPosition(given.kitId));
    const { kitId, droneId, lat, lon, observedAtMs, courseDeg } = observation;
    if (lat === null || lon === null) return observation;
    const tracks = lastSeenBy(kitId);
    const last = tracks.get(droneId);
    const here = { lat, lon, atMs: observedAtMs };
    const movedM = last === undefined ? 0 : distanceM(last, here);
    if (last === undefined || isBreak(last, observation, movedM)) {
      tracks.set(droneId, { ...here, kitCourseDeg: courseDeg, computedDeg: null });
      return observation;
    }
    if (movedM < MIN_MOVE_M) {
      const isSame = courseDeg === null || courseDeg === last.kitCourseDeg;
      return isSame && last.computedDeg !== null
        ? { ...observation, courseDeg: last.computedDeg }
        : observation;
    }
    // More than a tenth would be invented: positions are good to metres.
    const flownDeg = (Math.round(bearingDeg(last, here) * 10) / 10) % 360;
    const isFrozen =
      courseDeg === last.kitCourseDeg && courseDifferenceDeg(flownDeg, courseDeg ?? flownDeg) > TOLERANCE_DEG;
    const computedDeg = courseDeg === null || isFrozen ? flownDeg : null;
    tracks.set(droneId, { ...here, kitCourseDeg: courseDeg, computedDeg });
    return computedDeg === null ? observation : { ...observation, courseDeg: computedDeg };
  };
}

function remarked(observation: TrackObservation, kit: Position | null): TrackObservation {
  const remark = kit === null ? null : beyondHorizon(observation, kit);
  return remark === null
    ? observation
    : { ...observation, warnings: withRemarks(observation.warnings, [remark]) };
}

function isBreak(last: LastSeen, now: TrackObservation, movedM: number): boolean {
  const elapsedMs = now.observedAtMs - last.atMs;
  if (elapsedMs <= 0 || elapsedMs > MAX_GAP_MS) return true;
  const limitMps = now.speedMps === null ? TOP_SPEED_MPS : JUMP_FACTOR * now.speedMps + JUMP_MARGIN_MPS;
  return (movedM / elapsedMs) * 1000 > limitMps;
}
