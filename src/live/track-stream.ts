import type { TrackStreamOptions } from '../domain/live.js';
import type { Track, TrackRemoval, TrackStreamEvent } from '../domain/track.js';
import type { Bell } from '../domain/bell.js';
import type { Change, ChangeLog } from './change-log.js';
import { decodeCursor, encodeCursor, filterKey } from './cursor.js';
import { stoppable } from './stoppable.js';
import { trackMatcher } from './track-filter.js';

/** A reader hears something at least every 15 s; 10 leaves room for a slow network. */
const HEARTBEAT_MS = 10_000;
const DEFAULT_RATE_HZ = 2;

export interface TrackStreamDependencies {
  readonly log: ChangeLog;
  /** Rings after every append to `log`. */
  readonly bell: Bell;
  readonly tracks: () => Iterable<Track>;
  /** Names this run of the process in cursors. */
  readonly epoch: string;
  readonly now: () => number;
  /** Milliseconds that only ever grow: pacing must survive a step of the clock. */
  readonly monotonicNow: () => number;
}

/**
 * One reader of the live picture. Its whole state is its place in the change log: when it is not
 * pulled, changes merge there per track, and when it fell off the log's end it gets `Lagged` and a
 * fresh snapshot. The same makes resuming by cursor exact, filter included.
 */
export function createTrackStream(
  { log, bell, tracks, epoch, now, monotonicNow }: TrackStreamDependencies,
  { filter, after, snapshot, maxRateHz }: TrackStreamOptions,
): AsyncGenerator<TrackStreamEvent, void, void> {
  const matches = trackMatcher(filter);
  const key = filterKey(filter);
  const intervalMs = 1000 / (maxRateHz ?? DEFAULT_RATE_HZ);

  return stoppable(async function* (signal) {
    let sequence = resume();
    let lookedAtMs = -Infinity;
    if (sequence === null) {
      sequence = log.head;
      // Who had a cursor that no longer says anything needs the picture, whatever it asked for.
      if (after != null || (snapshot ?? true)) {
        yield takeSnapshot(sequence);
        lookedAtMs = monotonicNow();
      }
    }
    let heardAtMs = monotonicNow();
    while (!signal.aborted) {
      const changed = log.head !== sequence;
      const lookDueMs = changed ? lookedAtMs + intervalMs - monotonicNow() : Infinity;
      const beatDueMs = heardAtMs + HEARTBEAT_MS - monotonicNow();
      if (lookDueMs <= 0) {
        const changes = log.since(sequence);
        if (changes === null) {
          // Its cursor is the lost place: resuming there gives the snapshot too.
          yield { type: 'Lagged', cursor: cursorAt(sequence), dropped: log.head - sequence };
          sequence = log.head;
          yield takeSnapshot(sequence);
        } else {
          sequence = log.head;
          const batch = batchOf(changes, sequence);
          // A look that finds nothing is a look: nobody looks more often than they asked for.
          lookedAtMs = monotonicNow();
          if (batch === null) continue;
          yield batch;
        }
        lookedAtMs = heardAtMs = monotonicNow();
      } else if (beatDueMs <= 0) {
        yield { type: 'Heartbeat', cursor: cursorAt(sequence), serverTimeMs: now() };
        heardAtMs = monotonicNow();
      } else if (changed) {
        await pause(Math.min(lookDueMs, beatDueMs), signal);
      } else {
        await bell.wait(beatDueMs, signal);
      }
    }
  });

  /** Null when nothing of it concerns this filter; the next event's cursor carries on. */
  function batchOf(changes: ReadonlyMap<string, Change>, sequence: number): TrackStreamEvent | null {
    const upserts: Track[] = [];
    const removed: TrackRemoval[] = [];
    for (const { droneId, before, after } of changes.values()) {
      if (after !== null && matches(after)) upserts.push(after);
      else if (before !== null && matches(before)) {
        removed.push({ droneId, reason: after === null ? 'TIMED_OUT' : 'LEFT_FILTER' });
      }
    }
    if (upserts.length + removed.length === 0) return null;
    return { type: 'TrackBatch', cursor: cursorAt(sequence), serverTimeMs: now(), upserts, removed };
  }

  function resume(): number | null {
    const position = after == null ? null : decodeCursor(after);
    if (position?.epoch !== epoch || position.filterKey !== key || position.sequence > log.head) return null;
    return log.since(position.sequence) === null ? null : position.sequence;
  }

  function takeSnapshot(sequence: number): TrackStreamEvent {
    const matching = [...tracks()].filter(matches).sort((a, b) => (a.droneId < b.droneId ? -1 : 1));
    return { type: 'TrackSnapshot', cursor: cursorAt(sequence), serverTimeMs: now(), tracks: matching };
  }

  function cursorAt(sequence: number): string {
    return encodeCursor({ epoch, sequence, filterKey: key });
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', wake);
    if (signal.aborted) wake();
  });
}
