import type { TrackReader, TrackReading, TrackStreamOptions } from '../domain/live.js';
import type { TrackStreamEvent } from '../domain/track.js';
import {
  createSlot,
  findMergeable,
  findSlot,
  leaveSeat,
  stepMs,
  takeSeat,
  type Audience,
  type Seat,
  type Slot,
} from './audience.js';
import type { ChangeLog } from './change-log.js';
import { decodeCursor } from './cursor.js';
import type { TrackEvents } from './track-events.js';
import { createTrackView, type TrackView } from './track-view.js';
import { createTicker } from './ticker.js';

/** A reader hears something at least every 15 s; 10 leaves room for a slow network. */
const HEARTBEAT_MS = 10_000;
/** Those of a slot that would be due so soon get their heartbeat together with the one that is, and fall into step. */
const HEARTBEAT_STEP_MS = 1000;
const DEFAULT_RATE_HZ = 2;
/** A flush that comes up to this much too late, because the process was busy, does not shift those after it. */
const FORGIVEN_MS = 10;
/** Multiples of it, modulo 1, are far from each other however many there are. */
const GOLDEN_RATIO = 0.618_033_988_749_895;

export interface FanOutOptions {
  readonly log: ChangeLog;
  readonly events: TrackEvents;
  /** Names this run of the process in cursors. */
  readonly epoch: string;
  /** Milliseconds that only ever grow: pacing must survive a step of the clock. */
  readonly monotonicNow: () => number;
  /** A reader broke its contract and threw; it is ended. */
  readonly onReaderError: (error: unknown) => void;
}

/**
 * Serves everybody who follows the live tracks, see `LivePicture.readTracks`. The whole state of a reader is its place
 * in the change log. Readers with the same filter and rate sit in slots, and those of a slot stand at the
 * same place, so that one event object serves all of them. One timer wakes the slot that is due next.
 */
export interface FanOut {
  readonly read: (options: TrackStreamOptions, reader: TrackReader) => TrackReading;
  /** To be called after every append to the log. */
  changed(): void;
  start(): void;
  /** From now on nobody gets anything. */
  stop(): void;
}

export function createFanOut(options: FanOutOptions): FanOut {
  const { log, events, epoch, monotonicNow, onReaderError } = options;
  const audiences = new Map<string, Audience>();
  const ticker = createTicker<Slot | Seat>({
    monotonicNow,
    work: (item, nowMs) => (item.kind === 'slot' ? flush(item, nowMs) : attend(item, nowMs)),
  });
  /** Those whose interval has passed with nothing to tell. */
  const quiet = new Set<Slot>();
  let slotsOpened = 0;

  /** The beat of a slot: all who sit in it and are ready get what they need. */
  function flush(slot: Slot, nowMs: number): void {
    const { seats, audience } = slot;
    const isDue = nowMs >= slot.dueMs;
    let didLook = false;
    let wakeMs = Infinity;
    // From the last to the first: whoever leaves meanwhile makes only one that had its turn move.
    for (let index = seats.length - 1; index >= 0; index--) {
      const seat = seats[index];
      if (seat === undefined) continue;
      if (!isReady(seat)) {
        leave(seat);
        continue;
      }
      if (isDue && seat.sequence !== log.head) didLook = true;
      serve(seat, isDue, nowMs);
      if (seat.needsSnapshot) leave(seat);
      wakeMs = Math.min(wakeMs, seat.heardAtMs + HEARTBEAT_MS);
    }
    if (seats.length === 0) return;
    if (didLook) {
      const isPunctual = nowMs - slot.dueMs <= Math.min(FORGIVEN_MS, audience.intervalMs / 4);
      slot.dueMs = (isPunctual ? slot.dueMs : nowMs) + audience.intervalMs;
      for (let other = findMergeable(slot); other; other = findMergeable(slot)) {
        wakeMs = Math.min(wakeMs, other.wakeMs);
        merge(slot, other);
      }
    }
    const isQuiet = isDue && !didLook;
    if (isQuiet) quiet.add(slot);
    ticker.wakeAt(slot, isQuiet ? wakeMs : Math.min(wakeMs, slot.dueMs));
  }

  /** One who arrived, or is ready again, gets what it needs and falls into step with others. */
  function attend(seat: Seat, nowMs: number): void {
    if (seat.isEnded || !isReady(seat)) return;
    const { audience } = seat;
    const isNew = seat.needsSnapshot;
    serve(seat, nowMs >= seat.dueMs, nowMs);
    if (seat.isEnded || seat.needsSnapshot) return;
    const earliestMs = Math.max(seat.dueMs, nowMs);
    // Who has just seen the picture may get its first batch at any time within an interval.
    const latestMs = earliestMs + (isNew ? audience.intervalMs : stepMs(audience));
    let slot = findSlot(audience, earliestMs, latestMs, nowMs);
    if (slot === undefined) {
      // Those who come together shall not be due together for ever.
      const phase = isNew ? (++slotsOpened * GOLDEN_RATIO) % 1 : 0;
      slot = createSlot(audience, earliestMs + phase * audience.intervalMs);
      ticker.wakeAt(slot, slot.dueMs);
    }
    takeSeat(slot, seat);
    const beatMs = seat.heardAtMs + HEARTBEAT_MS;
    if (!slot.isQueued && beatMs < slot.wakeMs) ticker.wakeAt(slot, beatMs);
  }

  /** For one who is ready. When it needs a snapshot afterwards, it was not ready any more. */
  function serve(seat: Seat, isDue: boolean, nowMs: number): void {
    const { view, intervalMs } = seat.audience;
    if (isDue && !seat.needsSnapshot && seat.sequence !== log.head) {
      const event = events.next(view, seat.sequence, nowMs);
      seat.sequence = log.head;
      seat.needsSnapshot = event?.type === 'Lagged';
      // A look that finds nothing is a look: nobody looks more often than they asked for.
      seat.dueMs = nowMs + intervalMs;
      if (event !== null) give(seat, event, nowMs);
      if (seat.isEnded || (seat.needsSnapshot && !isReady(seat))) return;
    }
    if (seat.needsSnapshot) {
      seat.sequence = log.head;
      seat.needsSnapshot = false;
      give(seat, events.snapshot(view, nowMs), nowMs);
    } else if (nowMs - seat.heardAtMs >= HEARTBEAT_MS - HEARTBEAT_STEP_MS) {
      give(seat, events.heartbeat(view, seat.sequence, nowMs), nowMs);
    }
  }

  function give(seat: Seat, event: TrackStreamEvent, nowMs: number): void {
    seat.heardAtMs = nowMs;
    try {
      seat.reader.deliver(event);
    } catch (error) {
      end(seat);
      onReaderError(error);
    }
  }

  function isReady(seat: Seat): boolean {
    try {
      return seat.reader.isReady();
    } catch (error) {
      end(seat);
      onReaderError(error);
      return false;
    }
  }

  /** Moves all from `other` to `slot`, which is flushed right after it. */
  function merge(slot: Slot, other: Slot): void {
    for (const seat of other.seats) takeSeat(slot, seat);
    other.seats.length = 0;
    close(other);
  }

  function leave(seat: Seat): void {
    const { slot } = seat;
    if (slot === null) return;
    leaveSeat(slot, seat);
    if (slot.seats.length === 0) close(slot);
  }

  function close(slot: Slot): void {
    ticker.cancel(slot);
    quiet.delete(slot);
    const { slots } = slot.audience;
    const index = slots.indexOf(slot);
    if (index >= 0) slots.splice(index, 1);
  }

  function end(seat: Seat): void {
    if (seat.isEnded) return;
    seat.isEnded = true;
    leave(seat);
    const { audience } = seat;
    audience.readers -= 1;
    if (audience.readers === 0) audiences.delete(audience.id);
    if (audiences.size === 0) ticker.clear();
  }

  function audienceOf(view: TrackView, rateHz: number): Audience {
    const id = `${view.key} ${rateHz}`;
    let audience = audiences.get(id);
    if (audience === undefined) {
      audience = { id, view, intervalMs: 1000 / rateHz, slots: [], readers: 0 };
      audiences.set(id, audience);
    }
    audience.readers += 1;
    return audience;
  }

  /** The change that the cursor stands behind; null when it says nothing about this view's picture now. */
  function sequenceAt(cursor: string, view: TrackView): number | null {
    const position = decodeCursor(cursor);
    if (position?.epoch !== epoch || position.filterKey !== view.key) return null;
    return log.reaches(position.sequence) ? position.sequence : null;
  }

  return {
    read({ filter, after, snapshot, maxRateHz }, reader) {
      const view = createTrackView(filter);
      const resumedAt = after == null ? null : sequenceAt(after, view);
      const seat: Seat = {
        kind: 'seat',
        reader,
        audience: audienceOf(view, maxRateHz ?? DEFAULT_RATE_HZ),
        slot: null,
        index: 0,
        sequence: resumedAt ?? log.head,
        // Who had a cursor that no longer says anything needs the picture, whatever it asked for.
        needsSnapshot: resumedAt === null && (after != null || (snapshot ?? true)),
        dueMs: -Infinity,
        heardAtMs: monotonicNow(),
        wakeMs: Infinity,
        isOnAgenda: false,
        isQueued: false,
        isEnded: false,
      };
      const queueUp = () => {
        if (!seat.isEnded && seat.slot === null) ticker.wakeNow(seat);
      };
      queueUp();
      return { resume: queueUp, end: () => end(seat) };
    },
    changed() {
      for (const slot of quiet) ticker.wakeNow(slot);
      quiet.clear();
    },
    start: () => ticker.start(),
    stop: () => ticker.stop(),
  };
}
