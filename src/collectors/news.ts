import type { Observation } from '../domain/observation.js';

/**
 * When an observation was made, as far as that can be known; null when it is one that the kit merely
 * serves again.
 */
type NewsTime = (observation: Observation) => number | null;

export function createNewsTime(): NewsTime {
  let newestImplausibleS = -Infinity;
  return ({ timeSource, observedAtMs, receivedAtMs, kitTimeS }) => {
    if (timeSource === 'kit') return observedAtMs;
    if (kitTimeS === null) return receivedAtMs;
    // The time cannot be right, but when it moves on, something is new.
    if (kitTimeS <= newestImplausibleS) return null;
    newestImplausibleS = kitTimeS;
    return receivedAtMs;
  };
}
