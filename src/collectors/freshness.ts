import type { Observation } from '../domain/observation.js';

/**
 * When a kit last had something new to say. Answering is not enough: with its monitor dead, a kit serves
 * its last status for ever.
 */
export interface Freshness {
  /** Takes in what a successful poll brought, repeats included. */
  note(observations: readonly Observation[], nowMs: number): void;
  /** Null before the first successful poll. */
  newestMs(): number | null;
}

export function createFreshness(): Freshness {
  let newestMs: number | null = null;
  let newestImplausibleS = -Infinity;

  function newsFrom({ timeSource, observedAtMs, receivedAtMs, kitTimeS }: Observation): number | null {
    if (timeSource === 'kit') return observedAtMs;
    if (kitTimeS === null) return receivedAtMs;
    // The time cannot be right, but when it moves on, something is new.
    if (kitTimeS <= newestImplausibleS) return null;
    newestImplausibleS = kitTimeS;
    return receivedAtMs;
  }

  return {
    note(observations, nowMs) {
      // What lies ahead of the clock, because the clock was put back, would look fresh until it is caught up.
      if (newestMs !== null) newestMs = Math.min(newestMs, nowMs);
      const news = observations.map(newsFrom).filter((atMs) => atMs !== null);
      for (const atMs of news) newestMs = Math.max(newestMs ?? -Infinity, Math.min(atMs, nowMs));
      // A kit that has nothing to report yet is given the benefit of the doubt once.
      newestMs ??= nowMs;
    },
    newestMs: () => newestMs,
  };
}
