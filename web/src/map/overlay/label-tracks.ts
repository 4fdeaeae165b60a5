import { trackLabel } from '../labels/track-label.js';
import { SYMBOL_PX } from '../symbols/symbol-size.js';
import type { DrawnTrack } from './drawn-tracks.js';
import type { Frame } from './frame.js';

/** From here on there is room for altitude and speed below a name. */
const DETAILED_FROM_ZOOM = 10.5;
/** Of what is meant, the label stays outside of its ring. */
const MEANT_GAP_PX = 21;
/** So many tracks may all have their labels. Of more, fewer have one: they would hide the rest. */
const LABELS_AT_MOST = 200;
const LABELS_AT_LEAST = 40;

export interface LabelledTracks {
  readonly tracks: readonly DrawnTrack[];
  readonly isMeant: (track: DrawnTrack) => boolean;
  readonly sidePx: number;
}

export function labelTracks(frame: Frame, { tracks, isMeant, sidePx }: LabelledTracks): void {
  const { screen, habits, nowMs, palette, labels } = frame;
  const isDetailed = screen.zoom >= DETAILED_FROM_ZOOM && sidePx === SYMBOL_PX;
  for (const drawn of byImportance(tracks, isMeant).slice(0, labelBudget(tracks.length))) {
    const { track, x, y } = drawn;
    const meant = isMeant(drawn);
    labels.push({
      id: `track ${track.droneId}`,
      importance: meant ? 'meant' : 'thing',
      x,
      y,
      gapPx: meant ? MEANT_GAP_PX : sidePx / 2 + 1,
      lines: trackLabel(track, { units: habits.units, nowMs, isDetailed: meant || isDetailed }),
      colour: track.stale && !meant ? palette.mutedText : palette.text,
      opacity: 1,
    });
  }
}

/** Of how many out of so many tracks a place is looked for. */
export function labelBudget(trackCount: number): number {
  if (trackCount <= LABELS_AT_MOST) return trackCount;
  return Math.max(LABELS_AT_LEAST, Math.round(LABELS_AT_MOST ** 2 / trackCount));
}

/** Drones before aircraft, because they are what kits are there for; what is heard before what was. */
function byImportance(
  tracks: readonly DrawnTrack[],
  isMeant: (track: DrawnTrack) => boolean,
): readonly DrawnTrack[] {
  const ranks: DrawnTrack[][] = [[], [], [], [], []];
  for (const drawn of tracks) {
    const { kind, stale } = drawn.track;
    const rank = isMeant(drawn) ? 0 : (kind === 'DRONE' ? 1 : 3) + (stale ? 1 : 0);
    ranks[rank]?.push(drawn);
  }
  return ranks.flat();
}
