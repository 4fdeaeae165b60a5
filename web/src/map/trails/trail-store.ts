import type { Track } from '../../state/app-state.js';
import { placeOf } from '../place.js';
import { toTrailPoint, type TrailPoint } from './trail-point.js';

/** So much of the way a track came is kept; the rest is history, and is asked for as such. */
const POINTS_KEPT = 120;

interface Trail {
  points: TrailPoint[];
  seen: Track;
  hasHistory: boolean;
}

/** Where tracks came from: what was seen here, behind what the server remembers of the time before. */
export interface TrailStore {
  /** Takes the tracks as they are now. Result: those whose history is not known yet. */
  observe(tracks: ReadonlyMap<string, Track>): string[];
  /** Puts what the server remembers in front of what was seen. */
  addHistory(droneId: string, history: readonly TrailPoint[]): void;
  readonly trails: readonly (readonly TrailPoint[])[];
}

export function createTrailStore(): TrailStore {
  const trails = new Map<string, Trail>();

  return {
    observe(tracks) {
      for (const droneId of trails.keys()) {
        if (!tracks.has(droneId)) trails.delete(droneId);
      }
      const unknown: string[] = [];
      for (const [droneId, track] of tracks) {
        const trail = trails.get(droneId);
        if (trail === undefined) {
          trails.set(droneId, { points: pointsOf(track), seen: track, hasHistory: false });
          unknown.push(droneId);
        } else {
          if (trail.seen !== track) extend(trail, track);
          if (!trail.hasHistory) unknown.push(droneId);
        }
      }
      return unknown;
    },
    addHistory(droneId, history) {
      const trail = trails.get(droneId);
      if (trail === undefined) return;
      const lastMs = history.at(-1)?.timeMs ?? -Infinity;
      const seenSince = trail.points.filter(({ timeMs }) => timeMs > lastMs);
      trail.points = [...history, ...seenSince].slice(-POINTS_KEPT);
      trail.hasHistory = true;
    },
    get trails() {
      return [...trails.values()].map(({ points }) => points);
    },
  };
}

function pointsOf(track: Track): TrailPoint[] {
  const place = placeOf(track);
  if (place === null) return [];
  const { altitudeM, observedAt } = track;
  return [toTrailPoint({ ...place, altitudeM, timeMs: Date.parse(observedAt) })];
}

function extend(trail: Trail, track: Track): void {
  trail.seen = track;
  const [next] = pointsOf(track);
  const last = trail.points.at(-1);
  if (next === undefined) return;
  // Kits report what hovers again and again; and another kit may report it later than it was.
  if (last !== undefined && (next.timeMs <= last.timeMs || (next.x === last.x && next.y === last.y))) return;
  trail.points.push(next);
  if (trail.points.length > POINTS_KEPT) trail.points.shift();
}
