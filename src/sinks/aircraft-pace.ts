import type { TrackObservation } from '../domain/observation.js';
import { inOrder, merge, summarize, type AircraftSeen } from './timescale-aircraft.js';

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
  const waiting = new Map<string, AircraftSeen>();
  let wroteAllMs = -Infinity;

  function remember(rows: readonly AircraftSeen[]): void {
    if (known.size > MAX_KNOWN) known.clear();
    for (const row of rows) {
      const before = known.get(row.droneId);
      known.set(row.droneId, before === undefined ? row : merge(before, row));
      // What came in the meantime waits on.
      const waits = waiting.get(row.droneId);
      if (waits !== undefined && waits.lastSeenMs <= row.lastSeenMs) waiting.delete(row.droneId);
    }
  }

  function wait(rows: readonly AircraftSeen[]): void {
    for (const row of rows) {
      const before = waiting.get(row.droneId);
      waiting.set(row.droneId, before === undefined ? row : merge(before, row));
    }
  }

  function withWaiting(rows: readonly AircraftSeen[], nowMs: number): DueAircraft {
    const all = new Map(waiting);
    for (const row of rows) {
      const waits = all.get(row.droneId);
      all.set(row.droneId, waits === undefined ? row : merge(waits, row));
    }
    const due = inOrder(all.values());
    return {
      rows: due,
      stored() {
        wroteAllMs = nowMs;
        remember(due);
      },
    };
  }

  return {
    due(tracks) {
      const nowMs = now();
      const rows = summarize(tracks);
      if (nowMs - wroteAllMs >= everyMs) return withWaiting(rows, nowMs);
      const late = rows.filter((row) => mayWait(row, known.get(row.droneId), nowMs));
      const mayWaitAll = new Set(late);
      const due = rows.filter((row) => !mayWaitAll.has(row));
      return {
        rows: due,
        stored() {
          remember(due);
          wait(late);
        },
      };
    },
    rest: () => withWaiting([], now()),
    get waiting() {
      return waiting.size;
    },
  };
}

function mayWait(row: AircraftSeen, known: AircraftSeen | undefined, nowMs: number): boolean {
  return (
    known !== undefined &&
    row.lastSeenMs > nowMs - OF_NOW_MS &&
    row.firstSeenMs >= known.firstSeenMs &&
    row.kind === known.kind &&
    saysNothingNew(row.make, known.make) &&
    saysNothingNew(row.model, known.model) &&
    saysNothingNew(row.operatorId, known.operatorId) &&
    saysNothingNew(row.caaId, known.caaId) &&
    saysNothingNew(row.registration, known.registration)
  );
}

const saysNothingNew = (value: string | null, known: string | null) => value === null || value === known;
