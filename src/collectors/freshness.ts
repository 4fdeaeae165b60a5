import type { Observation } from '../domain/observation.js';
import { createNewsTime } from './news.js';

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
  const newsTimeMs = createNewsTime();
  let newestMs: number | null = null;

  return {
    note(observations, nowMs) {
      // What lies ahead of the clock, because the clock was put back, would look fresh until it is caught up.
      if (newestMs !== null) newestMs = Math.min(newestMs, nowMs);
      const news = observations.map(newsTimeMs).filter((atMs) => atMs !== null);
      for (const atMs of news) newestMs = Math.max(newestMs ?? -Infinity, Math.min(atMs, nowMs));
      // A kit that has nothing to report yet is given the benefit of the doubt once.
      newestMs ??= nowMs;
    },
    newestMs: () => newestMs,
  };
}
