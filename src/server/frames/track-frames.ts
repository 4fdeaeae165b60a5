import type { TrackStreamEvent } from '../../domain/track.js';
import { createSharedResult, type SharedResult } from './outlet.js';
import type { Item } from './piece-store.js';
import type { PieceList, Pieces } from './pieces.js';
import type { ItemSelection, ShapePart, TrackShape } from './track-shape.js';

export interface TrackFramesOptions {
  readonly shape: TrackShape;
  readonly piecesOf: (selection: ItemSelection) => Pieces;
  /** The result of executing the document for this event, as JSON text. */
  readonly executeWhole: (event: TrackStreamEvent) => Promise<string>;
}

/**
 * Everybody who is sent an event is sent it in the same moment, so that few are enough. A WeakMap of all of them would
 * cost more to collect than the frames themselves.
 */
const recentEvents = 16;

/** Makes execution results of events, once for each event, however many are sent it. */
export interface TrackFrames {
  of(event: TrackStreamEvent): SharedResult | Promise<SharedResult>;
}

export function createTrackFrames({ shape, piecesOf, executeWhole }: TrackFramesOptions): TrackFrames {
  const made: { readonly event: TrackStreamEvent; readonly result: SharedResult | Promise<SharedResult> }[] =
    [];
  let oldest = 0;

  const make = (event: TrackStreamEvent): SharedResult | Promise<SharedResult> => {
    const values = shape.parts[event.type].map((part) => valueOf(part, event));
    return values.every(isKnown)
      ? join(event, values)
      : Promise.all(values.map((value) => Promise.resolve(value))).then((all) => join(event, all));
  };

  /** The text of a value; null when it has errors, whose paths only the whole operation can tell. */
  const valueOf = (part: ShapePart, event: TrackStreamEvent): string | null | Promise<string | null> => {
    if (part.kind === 'typename') return `"${event.type}"`;
    const value = (event as unknown as Record<string, unknown>)[part.property];
    if (part.kind === 'leaf') return JSON.stringify(part.type.serialize(value));
    const pieces = piecesOf(part.selection).textsOf(value as readonly Item[]);
    return pieces instanceof Promise ? pieces.then(listOf) : listOf(pieces);
  };

  const join = (
    event: TrackStreamEvent,
    values: readonly (string | null)[],
  ): SharedResult | Promise<SharedResult> => {
    if (values.includes(null)) return executeWhole(event).then(createSharedResult);
    let text = shape.before;
    shape.parts[event.type].forEach(({ before }, index) => (text += before + values[index]!));
    return createSharedResult(text + shape.after);
  };

  return {
    of(event) {
      for (const known of made) if (known.event === event) return known.result;
      const result = make(event);
      made[oldest] = { event, result };
      oldest = (oldest + 1) % recentEvents;
      return result;
    },
  };
}

function listOf(pieces: PieceList): string | null {
  return pieces === null ? null : `[${pieces.join(',')}]`;
}

function isKnown<Value>(value: Value | Promise<Value>): value is Value {
  return !(value instanceof Promise);
}
