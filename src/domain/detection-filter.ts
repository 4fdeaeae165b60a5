import type { TextSearch } from './text-search.js';
import type { BoundingBox, TrackKind } from './track.js';

/** Every given part must hold. Null and undefined mean no restriction; an empty list matches nothing. */
export interface DetectionFilter {
  readonly kitIds?: readonly string[] | null | undefined;
  readonly droneIds?: readonly string[] | null | undefined;
  readonly kinds?: readonly TrackKind[] | null | undefined;
  readonly bbox?: BoundingBox | null | undefined;
  readonly minAltitudeM?: number | null | undefined;
  readonly maxAltitudeM?: number | null | undefined;
  /** The whole value, like the three after it, regardless of case. */
  readonly make?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly operatorId?: string | null | undefined;
  readonly mac?: string | null | undefined;
  /** Part of an id, name, call sign, registration, operator, MAC or description. */
  readonly search?: TextSearch | null | undefined;
}
