import { signal, type ReadonlySignal } from '@preact/signals';
import type { Track } from './app-state.js';

/** The tracks of several watches as one: what any of them knows is known. */
export interface TrackPicture {
  readonly tracks: ReadonlyMap<string, Track>;
  readonly version: ReadonlySignal<number>;
  /** A part for one watch to keep. */
  part(): TrackPart;
}

export interface TrackPart {
  replace(tracks: readonly Track[]): void;
  change(upserts: readonly Track[], removedIds: readonly string[]): void;
  clear(): void;
}

/**
 * The map of all is the same for ever and changed in place: a picture of ten thousand tracks that changes twice a second
 * is not worth copying.
 */
export function createTrackPicture(): TrackPicture {
  const tracks = new Map<string, Track>();
  const version = signal(0);
  const parts: Map<string, Track>[] = [];

  /** What the parts know of a track; the newest of it, as one of them may have gone on to the next already. */
  function settle(droneId: string): void {
    let newest: Track | null = null;
    for (const part of parts) {
      const track = part.get(droneId);
      // The server writes all times alike, so their texts are in their order.
      if (track !== undefined && (newest === null || track.observedAt >= newest.observedAt)) newest = track;
    }
    if (newest === null) tracks.delete(droneId);
    else tracks.set(droneId, newest);
  }

  return {
    tracks,
    version,
    part() {
      const own = new Map<string, Track>();
      parts.push(own);
      const replace = (next: readonly Track[]) => {
        const gone = new Set(own.keys());
        own.clear();
        for (const track of next) {
          own.set(track.droneId, track);
          gone.delete(track.droneId);
          settle(track.droneId);
        }
        for (const droneId of gone) settle(droneId);
        version.value += 1;
      };
      return {
        replace,
        change(upserts, removedIds) {
          for (const track of upserts) {
            own.set(track.droneId, track);
            settle(track.droneId);
          }
          for (const droneId of removedIds) {
            own.delete(droneId);
            settle(droneId);
          }
          version.value += 1;
        },
        clear: () => replace([]),
      };
    },
  };
}
