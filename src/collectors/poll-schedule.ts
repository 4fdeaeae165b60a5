import { pollPhaseMs } from './kit-phase.js';
import type { Beats } from './poll-beats.js';
import type { PollRequest } from './source.js';

/** Of the interval, so that beats of different kits do not stay locked to each other. */
const JITTER = 0.02;
/** In beats: a next one that lies further ahead was set when beats were slower. */
const AHEAD = 1.5;

/**
 * When a kit's next beat is due and what it is to read, on a clock that never jumps. Beats lie on a
 * grid that starts at the kit's phase, so neither slow polls nor time away make them drift. A grid that
 * becomes finer or coarser goes on from the last beat.
 */
export interface PollSchedule {
  /** When the next beat is due, jitter included. */
  nextAtMs(random: () => number): number;
  /** What a beat now has to read. */
  due(nowMs: number): PollRequest;
  /** Moves on after a beat that read this; beats that were missed meanwhile are left out. */
  done(request: PollRequest, nowMs: number): void;
}

/** `beats` is asked after each beat how far away the next are. */
export function createPollSchedule(
  kitId: string,
  beats: () => Beats,
  { nowMs, atOnce }: { readonly nowMs: number; readonly atOnce: boolean },
): PollSchedule {
  let { dronesMs, signalsMs, statusMs } = beats();
  const startMs = atOnce ? nowMs : nowMs + pollPhaseMs(kitId, dronesMs);
  let dronesDueMs = startMs;
  let signalsDueMs = startMs;
  let statusDueMs = startMs;

  /** Signals and status ride along with the beat of drones that is nearest to their own time. */
  const tickMs = () => Math.min(dronesMs, statusMs);

  function following(dueMs: number, intervalMs: number, nowMs: number): number {
    // A poll out of turn, well before its beat, does not stand in for it.
    if (nowMs < dueMs - intervalMs / 2)
      return dueMs - nowMs > AHEAD * intervalMs ? nowMs + intervalMs : dueMs;
    const missed = Math.max(0, Math.floor((nowMs - dueMs) / intervalMs));
    return dueMs + (missed + 1) * intervalMs;
  }

  return {
    nextAtMs: (random) =>
      (statusMs < dronesMs ? Math.min(dronesDueMs, statusDueMs) : dronesDueMs) +
      (atOnce && dronesDueMs === startMs ? 0 : random() * JITTER * tickMs()),
    due(nowMs) {
      const byMs = nowMs + tickMs() / 2;
      const drones = byMs >= dronesDueMs;
      return { drones, signals: drones && byMs >= signalsDueMs, status: !drones || byMs >= statusDueMs };
    },
    done(request, nowMs) {
      ({ dronesMs, signalsMs, statusMs } = beats());
      if (request.drones) dronesDueMs = following(dronesDueMs, dronesMs, nowMs);
      if (request.signals) signalsDueMs = following(signalsDueMs, signalsMs, nowMs);
      if (request.status) statusDueMs = following(statusDueMs, statusMs, nowMs);
    },
  };
}
