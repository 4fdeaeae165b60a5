import type { BoundingBox, Track, TrackFilter } from '../domain/track.js';
import { filterKey } from './cursor.js';
import { trackMatcher } from './track-filter.js';

/** What one filter shows of the sky. */
export interface TrackView {
  /** `filterKey` of the filter: views with the same key show the same. */
  readonly key: string;
  readonly matches: (track: Track) => boolean;
  /** `matches` for tracks that are in the box, or for all when it is null. */
  readonly box: BoundingBox | null;
  /** Tracks without a position count as in the box. */
  readonly orUnplaced: boolean;
  readonly matchesInBox: (track: Track) => boolean;
}

export function createTrackView(filter: TrackFilter | null | undefined): TrackView {
  return {
    key: filterKey(filter),
    matches: trackMatcher(filter),
    box: filter?.bbox ?? null,
    orUnplaced: filter?.orUnplaced === true,
    matchesInBox: trackMatcher({ ...filter, bbox: null }),
  };
}
