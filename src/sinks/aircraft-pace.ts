import type { TrackObservation } from '../domain/observation.js';
import { merge, summarize, type AircraftSeen } from './timescale-aircraft.js';

/** More than that is forgotten, and then written again when it is heard. */
const MAX_KNOWN = 100_000;
/** Only what is of now may wait: `recoverLastSeen` would not find what is older. */
const OF_NOW_MS = 60_000;

/** What to write about aircraft together with some reports about them. */
export interface DueAircraft {
  readonly rows: readonly AircraftSeen[];
  /** To be called when they are stored, and not otherwise. */
  stored(): void;
}

/**
 * Decides when the row of an aircraft is written: at once when it is new or says something new, and at
 * most every `everyMs` when only its time has changed. Writing the time with every report costs the
 * database half as much again as the reports do.
 */
export interface AircraftPace {
  due(tracks: readonly TrackObservation[]): DueAircraft;
  /** Whatever waits. */
  rest(): DueAircraft;
  readonly waiting: number;
}

export function createAircraftPace({
  everyMs,
  now,
}: {
  readonly everyMs: number;
  readonly now: () => number;
}): AircraftPace {
  /** As this process wrote them last. */
  const known = new Map<string, AircraftSeen>();
  /** The newest report of each, which says nothing else that is not written. */
  const waiting = new Map<string, TrackObservation>();
  let wroteAllMs = -Infinity;

  function remember(rows: readonly AircraftSeen[]): void {
    if (known.size > MAX_KNOWN) known.clear();
    for (const row of rows) {
      const before = known.get(row.droneId);
      known.set(row.droneId, before === undefined ? row : merge(before, row));
      // What came in the meantime waits on.
      const waits = waiting.get(row.droneId);
      if (waits !== undefined && waits.observedAtMs <= row.lastSeenMs) waiting.delete(row.droneId);
    }
  }

  function wait(track: TrackObservation): void {
    const before = waiting.get(track.droneId);
    if (before === undefined || before.observedAtMs < track.observedAtMs) waiting.set(track.droneId, track);
  }

  function withWaiting(tracks: readonly TrackObservation[], nowMs: number): DueAircraft {
    const rows = summarize([...waiting.values(), ...tracks]);
    return {
      rows,
      stored() {
        wroteAllMs = nowMs;
        remember(rows);
      },
    };
  }

  return {
    due(tracks) {
      const nowMs = now();
      if (nowMs - wroteAllMs >= everyMs) return withWaiting(tracks, nowMs);
      const late: TrackObservation[] = [];
      const news: TrackObservation[] = [];
      for (const track of tracks) {
        const isLate = mayWait(track, known.get(track.droneId), nowMs);
        (isLate ? late : news).push(track);
      }
      const rows = summarize(news);
      return {
        rows,
        stored() {
          remember(rows);
          for (const track of late) wait(track);
        },
      };
    },
    rest: () => withWaiting([], now()),
    get waiting() {
      return waiting.size;
    },
  };
}

function mayWait(track: TrackObservation, known: AircraftSeen | undefined, nowMs: number): boolean {
  return (
    known !== undefined &&
    track.observedAtMs > nowMs - OF_NOW_MS &&
    track.observedAtMs >= known.firstSeenMs &&
    track.kind === known.kind &&
    saysNothingNew(track.make, known.make) &&
    saysNothingNew(track.model, known.model) &&
    saysNothingNew(track.operatorId, known.operatorId) &&
    saysNothingNew(track.caaId, known.caaId) &&
    saysNothingNew(track.registration, known.registration)
  );
}

const saysNothingNew = (value: string | null, known: string | null) => value === null || value === known;
