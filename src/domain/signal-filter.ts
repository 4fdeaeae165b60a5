import { contains } from './bounding-box.js';
import type { SignalObservation } from './observation.js';
import type { BoundingBox } from './track.js';

/**
 * Every given part must hold; what a signal does not know does not match. Null and undefined mean no
 * restriction; an empty list matches nothing.
 */
export interface SignalFilter {
  readonly kitIds?: readonly string[] | null | undefined;
  readonly minFrequencyMhz?: number | null | undefined;
  readonly maxFrequencyMhz?: number | null | undefined;
  readonly minPowerDbm?: number | null | undefined;
  readonly detectionType?: string | null | undefined;
  /** Of the sensor's position. */
  readonly bbox?: BoundingBox | null | undefined;
  /** A signal without a position is in every `bbox`. */
  readonly orUnplaced?: boolean | null | undefined;
}

export function matchesSignal(signal: SignalObservation, filter: SignalFilter): boolean {
  const { kitIds, minFrequencyMhz, maxFrequencyMhz, minPowerDbm, detectionType, bbox, orUnplaced } = filter;
  return (
    (kitIds == null || kitIds.includes(signal.kitId)) &&
    (minFrequencyMhz == null || signal.frequencyMhz >= minFrequencyMhz) &&
    (maxFrequencyMhz == null || signal.frequencyMhz <= maxFrequencyMhz) &&
    (minPowerDbm == null || (signal.powerDbm !== null && signal.powerDbm >= minPowerDbm)) &&
    (detectionType == null || signal.detectionType === detectionType) &&
    (bbox == null ||
      (signal.lat === null || signal.lon === null
        ? orUnplaced === true
        : contains(bbox, signal.lat, signal.lon)))
  );
}
