import { distanceM } from '../domain/geo.js';
import type { TrackObservation } from '../domain/observation.js';
import { RANGES } from '../domain/ranges.js';
import type { Position } from '../domain/track.js';

/** Metres to the radio horizon for the square root of a height in metres, over an Earth of 4/3 its radius (ITU-R P.310). */
const HORIZON_M = 4_120;
/** Nearer than this nothing is remarkable: heights above the ground are not known, only those above the sea. */
const ALWAYS_HEARD_M = 50_000;
/** Surely less than `ALWAYS_HEARD_M` in any direction. */
const NEAR_DEG = 0.3;
/** Of a kit that does not know its own. */
const KIT_ALTITUDE_M = 1_000;

/**
 * A remark when a kit cannot have heard an aircraft where that says it is: it was forged, or the kit is elsewhere. Null
 * when it can, as far as is known.
 */
export function beyondHorizon(
  { kind, lat, lon, altitudeM, heightM }: TrackObservation,
  kit: Position,
): string | null {
  if (lat === null || lon === null) return null;
  if (Math.abs(lat - kit.lat) < NEAR_DEG && Math.abs(lon - kit.lon) < NEAR_DEG) return null;
  const isKnown = altitudeM !== null || heightM !== null;
  const { hard, usual = hard } = RANGES.track[kind].altitudeM;
  const aircraftM = isKnown ? Math.max(altitudeM ?? 0, heightM ?? 0) : usual.max;
  const reachM = Math.max(ALWAYS_HEARD_M, horizonM(aircraftM) + horizonM(kit.altitudeM ?? KIT_ALTITUDE_M));
  const awayM = distanceM({ lat, lon }, kit);
  return awayM > reachM
    ? `position ${Math.round(awayM / 1000)} km from the kit, beyond its radio horizon`
    : null;
}

function horizonM(altitudeM: number): number {
  return HORIZON_M * Math.sqrt(Math.max(0, altitudeM));
}
