import type { Observation } from '../domain/observation.js';

/** Milliseconds from one reading to the next. Signals are never read more often than drones. */
export interface Beats {
  readonly dronesMs: number;
  readonly signalsMs: number;
  readonly statusMs: number;
}

/** How often a kit is to be read. */
export interface PollBeats {
  /** Takes in what a successful poll brought, repeats included. */
  note(observations: readonly Observation[], nowMs: number): void;
  /** As things stand. */
  beats(nowMs: number): Beats;
}

/** What a kit's configuration says, or the process's. */
export interface PollIntervals {
  readonly pollIntervalMs: number;
  readonly statusPollIntervalMs: number;
}

/** The same all the time: drones and signals together, status on its own. */
export function createFixedBeats({ pollIntervalMs, statusPollIntervalMs }: PollIntervals): PollBeats {
  const beats = { dronesMs: pollIntervalMs, signalsMs: pollIntervalMs, statusMs: statusPollIntervalMs };
  return { note: () => undefined, beats: () => beats };
}
