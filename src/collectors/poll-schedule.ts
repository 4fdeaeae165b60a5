import { pollPhaseMs } from './kit-phase.js';
import type { PollRequest } from './source.js';

export interface PollIntervals {
  readonly pollIntervalMs: number;
  readonly statusPollIntervalMs: number;
}

/** Of the interval, so that beats of different kits do not stay locked to each other. */
const JITTER = 0.02;

/**
 * When a kit's next beat is due and what it is to read, on a clock that never jumps. Beats lie on a
 * grid that starts at the kit's phase, so neither slow polls nor time away make them drift.
 */
export interface PollSchedule {
  /** When the next beat is due, jitter included. */
  nextAtMs(random: () => number): number;
  /** What a beat now has to read. */
  due(nowMs: number): PollRequest;
  /** Moves on after a beat that read this; beats that were missed meanwhile are left out. */
  done(request: PollRequest, nowMs: number): void;
}

export function createPollSchedule(
  kitId: string,
  { pollIntervalMs, statusPollIntervalMs }: PollIntervals,
  { nowMs, atOnce }: { readonly nowMs: number; readonly atOnce: boolean },
): PollSchedule {
  const startMs = atOnce ? nowMs : nowMs + pollPhaseMs(kitId, pollIntervalMs);
  let dataDueMs = startMs;
  let statusDueMs = startMs;
  /** Status rides along with the data beat that is nearest to its own time. */
  const tickMs = Math.min(pollIntervalMs, statusPollIntervalMs);

  function following(dueMs: number, intervalMs: number, nowMs: number): number {
    // A poll out of turn, well before its beat, does not stand in for it.
    if (nowMs < dueMs - intervalMs / 2) return dueMs;
    const missed = Math.max(0, Math.floor((nowMs - dueMs) / intervalMs));
    return dueMs + (missed + 1) * intervalMs;
  }

  return {
    nextAtMs: (random) =>
      (statusPollIntervalMs < pollIntervalMs ? Math.min(dataDueMs, statusDueMs) : dataDueMs) +
      (atOnce && dataDueMs === startMs ? 0 : random() * JITTER * tickMs),
    due(nowMs) {
      const data = nowMs >= dataDueMs - tickMs / 2;
      return { data, status: !data || nowMs >= statusDueMs - tickMs / 2 };
    },
    done(request, nowMs) {
      if (request.data) dataDueMs = following(dataDueMs, pollIntervalMs, nowMs);
      if (request.status) statusDueMs = following(statusDueMs, statusPollIntervalMs, nowMs);
    },
  };
}
