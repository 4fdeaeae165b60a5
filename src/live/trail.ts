import type { PathPoint, Track } from '../domain/track.js';

/** What a live track keeps of its path, some minutes of it; older points are in the history. */
const MAX_POINTS = 240;
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
      if (points.length >= MAX_POINTS + SLACK) points = points.slice(-MAX_POINTS);
    },
    newest: (count) => points.slice(-Math.min(count, MAX_POINTS)),
  };
}
