import { TRAIL_POINTS } from '../domain/live.js';
import type { PathPoint, Track } from '../domain/track.js';

/** Trimmed so many at a time, or every new point would copy the others. */
const SLACK = 60;

/** The points behind a live track, oldest first. */
export interface Trail {
  append(track: Track): void;
  newest(count: number): readonly PathPoint[];
}

export function createTrail(): Trail {
  let points: PathPoint[] = [];
  return {
    append({ lat, lon, altitudeM, speedMps, observedAtMs }) {
      if (lat === null || lon === null) return;
      const last = points.at(-1);
      // A report without a position leaves the track where it was: not a new point.
      if (last && last.lat === lat && last.lon === lon && last.altitudeM === altitudeM) return;
      points.push({ timeMs: observedAtMs, lat, lon, altitudeM, speedMps });
      if (points.length >= TRAIL_POINTS + SLACK) points = points.slice(-TRAIL_POINTS);
    },
    newest: (count) => points.slice(-Math.min(count, TRAIL_POINTS)),
  };
}
