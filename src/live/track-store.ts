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
  /** The same for one kit: beyond it the first of its own leaves, rather than one of others. */
  readonly maxTracksPerKit: number;
}

interface Entry {
  readonly track: Track;
  readonly trail: Trail;
  /** Who heard of it first. */
  readonly kitId: string;
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

export function createTrackStore(options: TrackStoreOptions): TrackStore {
  const { timeoutMs, staleMs, maxTracks, maxTracksPerKit } = options;
  // Ordered by last change: a changed entry is taken out and put in again.
  const entries = new Map<string, Entry>();
  /** The drone ids that each kit heard of first, in that order. */
  const firstHeard = new Map<string, Set<string>>();

  function remove({ track, kitId }: Entry): Change {
    const { droneId } = track;
    entries.delete(droneId);
    const ids = firstHeard.get(kitId);
    ids?.delete(droneId);
    if (ids?.size === 0) firstHeard.delete(kitId);
    return { droneId, before: track, after: null };
  }

  function put(before: Track | null, entry: Entry): Change {
    const { track } = entry;
    entries.delete(track.droneId);
    entries.set(track.droneId, entry);
    return { droneId: track.droneId, before, after: track };
  }

  /** The entry for an aircraft that nobody has heard of, and what leaves for it. */
  function add(track: Track, kitId: string): { readonly entry: Entry; readonly removed: readonly Change[] } {
    const own = firstHeard.get(kitId);
    const [firstOfKit] = own !== undefined && own.size >= maxTracksPerKit ? own : [];
    const [oldest] = entries.size >= maxTracks ? entries.keys() : [];
    const leaving = entries.get(firstOfKit ?? oldest ?? '');
    const removed = leaving === undefined ? [] : [remove(leaving)];
    const ids = firstHeard.get(kitId) ?? new Set<string>();
    firstHeard.set(kitId, ids.add(track.droneId));
    return { entry: { track, trail: createTrail(), kitId }, removed };
  }

  return {
    apply(report, nowMs) {
      // A kit whose receiver died goes on serving old aircraft; they are history, not in the air.
      if (nowMs - report.observedAtMs > timeoutMs) return [];
      const entry = entries.get(report.droneId);
      const before = entry?.track ?? null;
      const after = fuse(before, report, nowMs - timeoutMs);
      if (after === null) return [];
      if (entry !== undefined) {
        entry.trail.append(after);
        return [put(before, { ...entry, track: after })];
      }
      const { entry: added, removed } = add(after, report.kitId);
      added.trail.append(after);
      return [...removed, put(null, added)];
    },
    expire(nowMs) {
      const changes: Change[] = [];
      for (const entry of [...entries.values()]) {
        const { track } = entry;
        const heard = track.sightings.filter((sighting) => nowMs - sighting.observedAtMs <= timeoutMs);
        const newest = heard[0];
        if (newest === undefined) {
          changes.push(remove(entry));
          continue;
        }
        const stale = track.stale || nowMs - newest.observedAtMs > staleMs;
        if (stale === track.stale && heard.length === track.sightings.length) continue;
        changes.push(put(track, { ...entry, track: { ...track, sightings: heard, stale } }));
      }
      return changes;
    },
    clear: () => [...entries.values()].map(remove),
    forgetKit(kitId) {
      const changes: Change[] = [];
      for (const entry of [...entries.values()]) {
        const { track } = entry;
        const others = track.sightings.filter((sighting) => sighting.kitId !== kitId);
        if (others.length === track.sightings.length) continue;
        if (others.length === 0) changes.push(remove(entry));
        else changes.push(put(track, { ...entry, track: { ...track, sightings: others } }));
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
