import type { BoundingBox, TrackFilter } from '../../../operations/generated/graphql.js';
import type { Filters } from './app-state.js';

/** What the server is asked for: only what restricts something, so that the same question is always the same text. */
export function trackFilterOf(filters: Filters, bbox: BoundingBox | null): TrackFilter {
  const { kinds, kitIds, minAltitudeM, maxAltitudeM } = filters;
  const search = filters.search.trim();
  return {
    // What tells no position is nowhere on the map, and is in the list all the same.
    ...(bbox === null ? {} : { bbox, orUnplaced: true }),
    ...(search === '' ? {} : { search }),
    // To the server an empty list matches nothing; here it means that nothing was chosen.
    ...(kinds.length === 0 ? {} : { kinds: [...kinds] }),
    ...(kitIds.length === 0 ? {} : { kitIds: [...kitIds] }),
    ...(minAltitudeM === null ? {} : { minAltitudeM }),
    ...(maxAltitudeM === null ? {} : { maxAltitudeM }),
  };
}
