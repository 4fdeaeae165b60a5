import { bearingDeg, distanceM } from '../geo.js';
import { formatCourse } from '../../format/numbers.js';
import { formatDbm } from '../../format/radio.js';
import { formatDistance, type UnitSystem } from '../../format/units.js';
import type { Kit, Track } from '../../state/app-state.js';
import type { Place } from '../place.js';

/** A line from a track to what belongs to it. */
export interface Link {
  readonly kind: 'pilot' | 'home' | 'kit';
  readonly id: string;
  readonly to: Place;
  /** What stands beside it. */
  readonly text: string;
}

/**
 * From `from`, where a track is drawn: to its pilot and its place of take-off, with the way there, and to the kits that
 * hear it, with how well. Bearings are from the track, but from a kit towards the track: that is where its people look.
 */
export function linksOf(
  track: Track,
  from: Place,
  kits: ReadonlyMap<string, Kit>,
  units: UnitSystem,
): Link[] {
  const places = [
    ['pilot', 'Pilot', track.pilot],
    ['home', 'Home', track.home],
  ] as const;
  const known = places.flatMap(([kind, name, to]): Link[] =>
    to === null ? [] : [{ kind, id: kind, to, text: `${name}  ${wayText(from, to, units)}` }],
  );
  const heard = track.sightings.flatMap(({ kitId, rssiDbm }): Link[] => {
    const to = kits.get(kitId)?.position ?? null;
    if (to === null) return [];
    const strength = rssiDbm === null ? '' : `  ${formatDbm(rssiDbm)}`;
    return [{ kind: 'kit', id: `kit ${kitId}`, to, text: `${wayText(to, from, units)}${strength}` }];
  });
  return [...heard, ...known];
}

function wayText(from: Place, to: Place, units: UnitSystem): string {
  return `${formatDistance(distanceM(from, to), units)}  ${formatCourse(bearingDeg(from, to))}`;
}
