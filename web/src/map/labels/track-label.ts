import { formatAge } from '../../format/time.js';
import { trackName } from '../../format/track-name.js';
import { formatAltitude, formatSpeed, type UnitSystem } from '../../format/units.js';
import type { Track } from '../../state/app-state.js';
import { radioText } from './radio-text.js';

/** A call sign or registration in full, and of a serial number what tells it from others. */
const LONGEST_NAME = 12;
/** The server marks what is not heard any more. While it is away itself, this old says the same. */
const OLD_MS = 30_000;

export interface TrackLabelOptions {
  readonly units: UnitSystem;
  /** Server time, ms. */
  readonly nowMs: number;
  /** Altitude and speed as well, where there is room for a second line. */
  readonly isDetailed: boolean;
}

/** Its name; how high and fast; and of what is not heard any more how long ago it was. */
export function trackLabel(track: Track, { units, nowMs, isDetailed }: TrackLabelOptions): readonly string[] {
  const name = radioText(trackName(track), LONGEST_NAME);
  const ageMs = nowMs - Date.parse(track.observedAt);
  if (track.stale || ageMs >= OLD_MS) return [name, `${formatAge(ageMs)} ago`];
  if (!isDetailed) return [name];
  const facts = [
    ...(track.altitudeM === null ? [] : [formatAltitude(track.altitudeM, units)]),
    ...(track.speedMps === null ? [] : [formatSpeed(track.speedMps, units)]),
  ];
  return facts.length === 0 ? [name] : [name, facts.join('  ')];
}
