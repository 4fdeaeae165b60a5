import type { TrackReader } from '../domain/live.js';
import type { TickerItem } from './ticker.js';
import type { TrackView } from './track-view.js';

/**
 * More readers than this of the same audience are served at another moment: the work of one flush stays small
 * against the budget of a tick, and writing to 10,000 sockets spreads over the interval.
 */
const SLOT_SIZE = 250;
/** A reader with a beat of its own waits up to this long, once, to fall into step with others. */
const STEP_MS = 50;

/** One reader and its place in the change log. */
export interface Seat extends TickerItem {
  readonly kind: 'seat';
  readonly reader: TrackReader;
  readonly audience: Audience;
  /** Null while it is not known to be ready: then nothing but its reader knows it. */
  slot: Slot | null;
  /** Where it is among the seats of its slot. */
  index: number;
  /** Number of the newest change that it knows of. */
  sequence: number;
  /** It needs the whole picture before anything else: at the start, and after `Lagged`. */
  needsSnapshot: boolean;
  /** It gets no batch before this time (monotonic). */
  dueMs: number;
  /** When it was last given anything (monotonic). */
  heardAtMs: number;
  isEnded: boolean;
}

/** Readers that are served together: same audience, same beat. All that were ready at the last flush stand at the same place. */
export interface Slot extends TickerItem {
  readonly kind: 'slot';
  readonly audience: Audience;
  /** In no order. */
  readonly seats: Seat[];
  /** It gets no batch before this time (monotonic). */
  dueMs: number;
}

/** All readers with the same filter and rate. */
export interface Audience {
  readonly id: string;
  readonly view: TrackView;
  readonly intervalMs: number;
  readonly slots: Slot[];
  readers: number;
}

export function createSlot(audience: Audience, dueMs: number): Slot {
  const slot: Slot = {
    kind: 'slot',
    audience,
    seats: [],
    dueMs,
    isQueued: false,
    wakeMs: dueMs,
    isOnAgenda: false,
  };
  audience.slots.push(slot);
  return slot;
}

export function takeSeat(slot: Slot, seat: Seat): void {
  seat.slot = slot;
  seat.index = slot.seats.length;
  slot.seats.push(seat);
}

/** The last one moves to where it sat. */
export function leaveSeat({ seats }: Slot, seat: Seat): void {
  seat.slot = null;
  const last = seats.pop();
  if (last === undefined || last === seat) return;
  seats[seat.index] = last;
  last.index = seat.index;
}

/** Two beats that are no further apart count as one. */
export function stepMs({ intervalMs }: Audience): number {
  return Math.min(STEP_MS, intervalMs / 8);
}

/** A slot with room whose next flush is within these times; undefined when there is none. */
export function findSlot(
  { slots }: Audience,
  earliestMs: number,
  latestMs: number,
  nowMs: number,
): Slot | undefined {
  return slots.find((slot) => {
    // A due one is flushed with the next change, or is about to be.
    const flushMs = Math.max(slot.dueMs, nowMs);
    return slot.seats.length < SLOT_SIZE && flushMs >= earliestMs && flushMs <= latestMs;
  });
}

/**
 * Others that are flushed just before this one and would fit into it. Readers that stall and return make ever
 * new slots; this brings them together again.
 */
export function findMergeable(slot: Slot): Slot | undefined {
  const { audience, seats, dueMs } = slot;
  if (audience.slots.length === 1 || seats.length * 2 > SLOT_SIZE) return undefined;
  return audience.slots.find(
    (other) =>
      other !== slot &&
      !other.isQueued &&
      other.dueMs <= dueMs &&
      other.dueMs >= dueMs - stepMs(audience) &&
      other.seats.length + seats.length <= SLOT_SIZE,
  );
}
