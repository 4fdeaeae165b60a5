import type { Kit } from './kit.js';
import type { KitStatusObservation, Observation, SignalObservation } from './observation.js';
import type { PathPoint, Track, TrackFilter, TrackStreamEvent } from './track.js';

export interface TrackStreamOptions {
  readonly filter?: TrackFilter | null | undefined;
  /** Cursor of the last event that the reader has; an unknown or expired one gives a snapshot. */
  readonly after?: string | null | undefined;
  /** False: no snapshot at the start, only what changes from now on. Default true. */
  readonly snapshot?: boolean | null | undefined;
  /** At most this many batches a second; default 2. */
  readonly maxRateHz?: number | null | undefined;
}

/** What a live track keeps of its path: some minutes of it. Older points are in the history. */
export const TRAIL_POINTS = 240;

/**
 * The live picture in memory. Every stream is an async generator that keeps nothing per reader but
 * a position: a reader that stops pulling costs nothing, and ending the generator frees it.
 */
export interface LivePicture {
  /** Tracks that match now, sorted by droneId. */
  tracks(filter?: TrackFilter | null): readonly Track[];
  track(droneId: string): Track | null;
  /** The newest points of a live track, oldest first, at most `TRAIL_POINTS`; empty when it is not live. */
  trail(droneId: string, maxPoints: number): readonly PathPoint[];
  /** See `Subscription.tracks` in the schema for the order of events. */
  streamTracks(options: TrackStreamOptions): AsyncGenerator<TrackStreamEvent, void, void>;
  /** New signals only. */
  streamSignals(
    matches: (signal: SignalObservation) => boolean,
  ): AsyncGenerator<SignalObservation, void, void>;
  streamHealth(
    matches: (health: KitStatusObservation) => boolean,
  ): AsyncGenerator<KitStatusObservation, void, void>;
  /** The current kits first, then each that changes; several changes of a kit that was not read yet are one. */
  streamKits(kitIds: readonly string[] | null): AsyncGenerator<Kit, void, void>;
}

/** Where accepted observations and kit changes go in. */
export interface LivePublisher {
  accept(observations: readonly Observation[]): void;
  kitChanged(kit: Kit): void;
  kitRemoved(kitId: string): void;
}
