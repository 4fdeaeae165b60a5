import type { DetectionFilter } from '../domain/detection-filter.js';
import { ForbiddenError } from '../domain/errors.js';
import type { TextSearch } from '../domain/text-search.js';
import type { TrackFilter } from '../domain/track.js';
import { seesPersonal, type Viewer } from '../domain/viewer.js';

/** Filters as clients give them. What matches tells what is in it, so they reach no further than the viewer sees. */
type Given<Filter extends { readonly search?: unknown }> = Omit<Filter, 'search'> & {
  readonly search?: string | null | undefined;
};
export type GivenTrackFilter = Given<TrackFilter>;
export type GivenDetectionFilter = Given<DetectionFilter>;

export function trackFilterFor(
  viewer: Viewer,
  filter: GivenTrackFilter | null | undefined,
): TrackFilter | null {
  return filter == null ? null : { ...filter, search: searchFor(viewer, filter.search) };
}

/** @throws {ForbiddenError} it asks for what is about people, who the viewer may not see */
export function detectionFilterFor(
  viewer: Viewer,
  filter: GivenDetectionFilter | null | undefined,
): DetectionFilter {
  if (filter == null) return {};
  if (filter.operatorId != null && !seesPersonal(viewer))
    throw new ForbiddenError('PII', viewer.role, 'Filtering by operatorId');
  return { ...filter, search: searchFor(viewer, filter.search) };
}

function searchFor(viewer: Viewer, text: string | null | undefined): TextSearch | null {
  return text == null ? null : { text, inPersonal: seesPersonal(viewer) };
}
