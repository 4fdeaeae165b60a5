import type { Track, TrackRemoval, TrackStreamEvent } from '../domain/track.js';
import type { Change, ChangeLog } from './change-log.js';
import { changePositions, IS_IN, WAS_IN, type ChangePositions } from './change-positions.js';
import { encodeCursor } from './cursor.js';
import { matchingTracks } from './track-filter.js';
import type { TrackView } from './track-view.js';

/**
 * An event is handed to everybody who needs the same one within this time, the same object, so that its text is
 * made once. Not longer, or its `serverTimeMs` would mislead; all who are due in one tick are well within it.
 */
const SHARED_FOR_MS = 20;

export interface TrackEventsOptions {
  readonly log: ChangeLog;
  readonly tracks: () => Iterable<Track>;
  /** Names this run of the process in cursors. */
  readonly epoch: string;
  readonly now: () => number;
}

/** Makes the events of the live picture; `nowMs` is monotonic. The same object for whoever asks for the same. */
export interface TrackEvents {
  /**
   * What leads a reader that stands behind change number `sequence` to the newest: a batch; `Lagged` when some
   * of it is no longer kept; null when none of it concerns this view.
   */
  next(view: TrackView, sequence: number, nowMs: number): TrackStreamEvent | null;
  /** The picture at the newest change. */
  snapshot(view: TrackView, nowMs: number): TrackStreamEvent;
  heartbeat(view: TrackView, sequence: number, nowMs: number): TrackStreamEvent;
}

/** What was made for readers that stand at one place; by the key of their view. */
interface Place {
  /** Null when some of what comes behind it is no longer kept. */
  readonly changes: readonly Change[] | null;
  /** Of the changes; made for the first who looks at a part of the sky. */
  positions: ChangePositions | null;
  readonly heartbeats: Map<string, TrackStreamEvent>;
}

export function createTrackEvents({ log, tracks, epoch, now }: TrackEventsOptions): TrackEvents {
  let head = log.head;
  let sharedUntilMs = -Infinity;
  let places = new Map<number, Place>();
  let snapshots = new Map<string, TrackStreamEvent>();
  // Those who need the same come one after the other, and for thousands of views that are all different a map of
  // what they got would cost more than what it saves.
  let last: { readonly place: Place; readonly key: string; readonly event: TrackStreamEvent | null } | null =
    null;

  function forgetOutdated(nowMs: number): void {
    if (log.head === head && nowMs <= sharedUntilMs) return;
    head = log.head;
    sharedUntilMs = nowMs + SHARED_FOR_MS;
    places = new Map();
    snapshots = new Map();
    last = null;
  }

  /** Viewports differ, but many readers start at the same place: the changes behind it are merged once. */
  function placeAt(sequence: number, nowMs: number): Place {
    forgetOutdated(nowMs);
    let place = places.get(sequence);
    if (place === undefined) {
      place = { changes: log.since(sequence), positions: null, heartbeats: new Map() };
      places.set(sequence, place);
    }
    return place;
  }

  function makeNext(view: TrackView, sequence: number, place: Place): TrackStreamEvent | null {
    const { changes } = place;
    // Its cursor is the lost place: resuming there gives a snapshot, too.
    if (changes === null)
      return { type: 'Lagged', cursor: cursorAt(view, sequence), dropped: head - sequence };
    const upserts: Track[] = [];
    const removed: TrackRemoval[] = [];
    const { box, orUnplaced, matches, matchesInBox } = view;
    const tell = ({ droneId, before, after }: Change, mayBe: number): void => {
      if (mayBe & IS_IN && after !== null && matchesInBox(after)) upserts.push(after);
      else if (mayBe & WAS_IN && before !== null && matchesInBox(before))
        removed.push({ droneId, reason: after === null ? 'TIMED_OUT' : 'LEFT_FILTER' });
    };
    if (box === null) {
      for (const change of changes) tell(change, WAS_IN + IS_IN);
    } else {
      const positions = (place.positions ??= changePositions(changes));
      const apart = orUnplaced && positions.unplaced.size > 0 ? positions.unplaced : null;
      const count = positions.find(box);
      for (let index = 0; index < count; index++) {
        const found = positions.found[index]!;
        const change = positions.changes[found >> 2]!;
        if (apart === null || !apart.has(change)) tell(change, found & 3);
      }
      for (const change of apart ?? []) {
        const { before, after } = change;
        const wasIn = before !== null && matches(before);
        const isIn = after !== null && matches(after);
        tell(change, Number(wasIn) * WAS_IN + Number(isIn) * IS_IN);
      }
    }
    if (upserts.length + removed.length === 0) return null;
    return { type: 'TrackBatch', cursor: cursorAt(view, head), serverTimeMs: now(), upserts, removed };
  }

  function cursorAt({ key }: TrackView, sequence: number): string {
    return encodeCursor({ epoch, sequence, filterKey: key });
  }

  return {
    next(view, sequence, nowMs) {
      const place = placeAt(sequence, nowMs);
      if (last?.place !== place || last.key !== view.key)
        last = { place, key: view.key, event: makeNext(view, sequence, place) };
      return last.event;
    },
    snapshot(view, nowMs) {
      forgetOutdated(nowMs);
      let event = snapshots.get(view.key);
      if (event === undefined) {
        const shown = matchingTracks(tracks(), view.matches);
        event = { type: 'TrackSnapshot', cursor: cursorAt(view, head), serverTimeMs: now(), tracks: shown };
        snapshots.set(view.key, event);
      }
      return event;
    },
    heartbeat(view, sequence, nowMs) {
      const { heartbeats } = placeAt(sequence, nowMs);
      let event = heartbeats.get(view.key);
      if (event === undefined) {
        event = { type: 'Heartbeat', cursor: cursorAt(view, sequence), serverTimeMs: now() };
        heartbeats.set(view.key, event);
      }
      return event;
    },
  };
}
