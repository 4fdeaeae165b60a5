import type { Selection, Track } from '../../state/app-state.js';
import { bandOf } from '../altitude-bands.js';
import type { MercatorPoint } from '../mercator.js';
import { moveOn, positionAt, type Motion } from '../motion/motion.js';

/** A track that has a place on the map: one object as long as it has, changed by its reports and whenever it is drawn. */
export interface DrawnTrack {
  readonly selection: Selection;
  track: Track;
  motion: Motion;
  /** Of its altitude. */
  band: number;
  /** Where it was drawn last, CSS pixels. */
  x: number;
  y: number;
}

/** How each track moves from report to report. */
export interface DrawnTracks {
  readonly tracks: ReadonlyMap<string, DrawnTrack>;
  /** Takes the tracks as they are now. Those that are the same objects as before move on as before. */
  update(tracks: ReadonlyMap<string, Track>, nowMs: number, isSmooth: boolean): void;
  /** Where a track is drawn; null when it is not. */
  positionOf(droneId: string, nowMs: number): MercatorPoint | null;
}

export function createDrawnTracks(): DrawnTracks {
  const drawn = new Map<string, DrawnTrack>();
  return {
    tracks: drawn,
    update(tracks, nowMs, isSmooth) {
      for (const droneId of drawn.keys()) {
        if (!tracks.has(droneId)) drawn.delete(droneId);
      }
      for (const [droneId, track] of tracks) {
        const known = drawn.get(droneId);
        if (known?.track === track) continue;
        const motion = moveOn(known?.motion ?? null, track, nowMs, { isSmooth });
        if (motion === null) {
          drawn.delete(droneId);
          continue;
        }
        const now = { track, motion, band: bandOf(track.altitudeM) };
        if (known === undefined)
          drawn.set(droneId, { selection: { kind: 'track', droneId }, ...now, x: NaN, y: NaN });
        else Object.assign(known, now);
      }
    },
    positionOf(droneId, nowMs) {
      const track = drawn.get(droneId);
      return track === undefined ? null : positionAt(track.motion, nowMs);
    },
  };
}
