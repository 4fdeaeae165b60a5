import type { BoundingBox, SignalFilter } from '../../../operations/generated/graphql.js';
import type { Filters } from './app-state.js';

/** Which signals the server is asked for. What else is filtered is about aircraft. */
export function signalFilterOf({ kitIds }: Filters, bbox: BoundingBox | null): SignalFilter {
  return {
    // A signal whose sensor does not know where it is is drawn at its kit, or listed at least.
    ...(bbox === null ? {} : { bbox, orUnplaced: true }),
    ...(kitIds.length === 0 ? {} : { kitIds: [...kitIds] }),
  };
}
