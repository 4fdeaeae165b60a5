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
 * One who follows the live picture and is handed events as they come, rather than asking for them.
 */
export interface TrackReader {
  /**
   * Whether it takes an event now. Once it does not it is passed over until `TrackReading.resume`: what changes
   * merges per track, and when it missed too much it gets `Lagged` and a snapshot.
   */
  isReady(): boolean;
  /**
   * The next event; must not throw, or the reader is ended. Readers that ask for the same, and stand at the same place, are
   * handed the same object, so whatever is made of it has to be made only once.
   */
  deliver(event: TrackStreamEvent): void;
}

/** A reader's place in the live picture. */
export interface TrackReading {
  /** To be called whenever the reader is ready again; it then gets what it missed as soon as its rate allows. */
  resume(): void;
  /** Nothing is delivered any more after this. */
  end(): void;
}

/**
 * The live picture in memory. Every stream is an async generator: ending it frees it, and for a reader of
 * tracks that stops pulling nothing is kept but its position.
 */
export interface LivePicture {
  /** Tracks that match now, sorted by droneId. */
  tracks(filter?: TrackFilter | null): readonly Track[];
  track(droneId: string): Track | null;
  /** The newest points of a live track, oldest first, at most `TRAIL_POINTS`; empty when it is not live. */
  trail(droneId: string, maxPoints: number): readonly PathPoint[];
  /** See `Subscription.tracks` in the schema for the order of events. */
  streamTracks(options: TrackStreamOptions): AsyncGenerator<TrackStreamEvent, void, void>;
  /**
   * The same events in the same order, handed over: nothing is delivered before this returns. Costs
   * next to nothing per reader as long as readers ask for the same.
   */
  readTracks(options: TrackStreamOptions, reader: TrackReader): TrackReading;
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
