import type { TrackObservation } from '../domain/observation.js';
import type { PathPoint, Track } from '../domain/track.js';
import type { Change } from './change-log.js';
import { fuse } from './fusion.js';
import { createTrail, type Trail } from './trail.js';

export interface TrackStoreOptions {
  /** Without a report for this long, a track leaves. */
  readonly timeoutMs: number;
  /** Without a report for this long, a track is marked stale. */
  readonly staleMs: number;
  /** More aircraft than this at once are not a sky but a forgery: the longest unchanged one leaves. */
  readonly maxTracks: number;
}

/** The aircraft in the air now. Every method that alters it says what changed. */
export interface TrackStore {
  apply(report: TrackObservation, nowMs: number): Change[];
  /** Marks and removes what has not been heard of, sightings of single kits too. */
  expire(nowMs: number): Change[];
  /** Removes everything. */
  clear(): Change[];
  /** Removes a kit's sightings, and the tracks that only it heard. */
  forgetKit(kitId: string): Change[];
  get(droneId: string): Track | null;
  all(): Iterable<Track>;
  trail(droneId: string, maxPoints: number): readonly PathPoint[];
}

export function createTrackStore({ timeoutMs, staleMs, maxTracks }: TrackStoreOptions): TrackStore {
  // Ordered by last change: a changed entry is taken out and put in again.
  const entries = new Map<string, { track: Track; trail: Trail }>();

  function remove(droneId: string, before: Track): Change {
    entries.delete(droneId);
    return { droneId, before, after: null };
  }

  function put(before: Track | null, after: Track, trail: Trail): Change {
    entries.delete(after.droneId);
    entries.set(after.droneId, { track: after, trail });
    return { droneId: after.droneId, before, after };
  }

  return {
    apply(report, nowMs) {
      // A kit whose receiver died goes on serving old aircraft; they are history, not in the air.
      if (nowMs - report.observedAtMs > timeoutMs) return [];
      const changes: Change[] = [];
      const entry = entries.get(report.droneId);
      const before = entry?.track ?? null;
      const after = fuse(before, report, nowMs - timeoutMs);
      if (after === null) return changes;
      if (!entry && entries.size >= maxTracks) {
        const [oldest] = entries;
        if (oldest) changes.push(remove(oldest[0], oldest[1].track));
      }
      const trail = entry?.trail ?? createTrail();
      trail.append(after);
      changes.push(put(before, after, trail));
      return changes;
    },
    expire(nowMs) {
      const changes: Change[] = [];
      for (const { track, trail } of [...entries.values()]) {
        const heard = track.sightings.filter((sighting) => nowMs - sighting.observedAtMs <= timeoutMs);
        const newest = heard[0];
        if (newest === undefined) {
          changes.push(remove(track.droneId, track));
          continue;
        }
        const stale = track.stale || nowMs - newest.observedAtMs > staleMs;
        if (stale === track.stale && heard.length === track.sightings.length) continue;
        changes.push(put(track, { ...track, sightings: heard, stale }, trail));
      }
      return changes;
    },
    clear: () => [...entries.values()].map(({ track }) => remove(track.droneId, track)),
    forgetKit(kitId) {
      const changes: Change[] = [];
      for (const { track, trail } of [...entries.values()]) {
        const others = track.sightings.filter((sighting) => sighting.kitId !== kitId);
        if (others.length === track.sightings.length) continue;
        if (others.length === 0) changes.push(remove(track.droneId, track));
        else changes.push(put(track, { ...track, sightings: others }, trail));
      }
      return changes;
    },
    get: (droneId) => entries.get(droneId)?.track ?? null,
    *all() {
      for (const { track } of entries.values()) yield track;
    },
    trail: (droneId, maxPoints) => entries.get(droneId)?.trail.newest(maxPoints) ?? [],
  };
}
