import type { Observation } from '../domain/observation.js';
import { createNewsTime } from './news.js';
import type { PollBeats, PollIntervals } from './poll-beats.js';

/**
 * How much longer than the beat nothing may have been reported before the beat becomes slower. With 1 s
 * it stays 1 s for half a minute, and is 10 s after five.
 */
const PATIENCE = 30;

export interface AdaptiveIntervals {
  /** While drones fly or signals are heard. */
  readonly fastIntervalMs: number;
  /** While there is nothing at all. */
  readonly idleIntervalMs: number;
}

export interface AdaptiveBeatsDeps {
  /** Fast ≤ poll ≤ idle. The one between them is for aircraft alone, and how often signals are read. */
  readonly intervals: PollIntervals & AdaptiveIntervals;
  /** The shortest time between two requests that the kit bears now; see `Source.paceMs`. */
  readonly paceMs: () => number;
}

/**
 * Fast while the kit reports something that flies near it, slower by and by afterwards, and never faster than
 * the kit's request budget allows: when that is short, everything is stretched alike.
 *
 * Near means that the kit hears it. A drone's Remote ID and video carry a few kilometres; an aircraft's
 * transponder carries hundreds, so that near an airport the sky is never empty, and kits repeat aircraft
 * only every 3 s. So aircraft alone do not make polling fast.
 */
export function createAdaptiveBeats({ intervals, paceMs }: AdaptiveBeatsDeps): PollBeats {
  const { fastIntervalMs, pollIntervalMs, idleIntervalMs, statusPollIntervalMs } = intervals;
  const near = createNewest((one) => one.type === 'signal' || (one.type === 'track' && one.kind === 'DRONE'));
  const far = createNewest((one) => one.type === 'track' && one.kind === 'AIRCRAFT');

  return {
    note(observations, nowMs) {
      near.note(observations, nowMs);
      far.note(observations, nowMs);
    },
    beats(nowMs) {
      const dronesMs = Math.min(
        idleIntervalMs,
        Math.max(fastIntervalMs, near.agoMs(nowMs) / PATIENCE),
        Math.max(pollIntervalMs, far.agoMs(nowMs) / PATIENCE),
      );
      const signalsMs = Math.max(pollIntervalMs, dronesMs);
      const requestsPerMs = 1 / dronesMs + 1 / signalsMs + 1 / statusPollIntervalMs;
      const stretch = Math.max(1, paceMs() * requestsPerMs);
      return {
        dronesMs: dronesMs * stretch,
        signalsMs: signalsMs * stretch,
        statusMs: statusPollIntervalMs * stretch,
      };
    },
  };
}

/** How long ago the newest of some observations was made; Infinity before the first. */
function createNewest(counts: (observation: Observation) => boolean) {
  const newsTimeMs = createNewsTime();
  let newestMs = -Infinity;
  return {
    note(observations: readonly Observation[], nowMs: number) {
      // As with `Freshness`: the clock may have been put back.
      newestMs = Math.min(newestMs, nowMs);
      for (const observation of observations) {
        const atMs = counts(observation) ? newsTimeMs(observation) : null;
        if (atMs !== null) newestMs = Math.max(newestMs, Math.min(atMs, nowMs));
      }
    },
    agoMs: (nowMs: number) => Math.max(0, nowMs - newestMs),
  };
}
