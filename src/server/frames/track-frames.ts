import { GraphQLString } from 'graphql';
import type { TrackStreamEvent } from '../../domain/track.js';
import type { Item } from './piece-store.js';
import type { Pieces } from './pieces.js';
import {
  createSharedResult,
  createTextResult,
  type EncodedItems,
  type SharedResult,
} from './shared-result.js';
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
const recentEvents = 4;

/** Looks the same as JSON, as cursors do. */
const PLAIN = /^[\w.]*$/;

/** ASCII text, or a list; null when it has errors, whose paths only the whole operation can tell. */
type PartValue = string | EncodedItems | null;

/** Makes execution results of events, once for each event, however many are sent it. */
export interface TrackFrames {
  of(event: TrackStreamEvent): SharedResult | Promise<SharedResult>;
}

export function createTrackFrames({ shape, piecesOf, executeWhole }: TrackFramesOptions): TrackFrames {
  const made: { readonly event: TrackStreamEvent; readonly result: SharedResult | Promise<SharedResult> }[] =
    [];
  let oldest = 0;

  const make = (event: TrackStreamEvent): SharedResult | Promise<SharedResult> => {
    const parts = shape.parts[event.type];
    const values = new Array<PartValue | Promise<PartValue>>(parts.length);
    let isWaiting = false;
    for (let index = 0; index < parts.length; index++) {
      const value = valueOf(parts[index]!, event);
      values[index] = value;
      if (value instanceof Promise) isWaiting = true;
    }
    return isWaiting
      ? Promise.all(values.map((value) => Promise.resolve(value))).then((all) => join(event, all))
      : join(event, values as PartValue[]);
  };

  const valueOf = (part: ShapePart, event: TrackStreamEvent): PartValue | Promise<PartValue> => {
    if (part.kind === 'typename') return `"${event.type}"`;
    const value = (event as unknown as Record<string, unknown>)[part.property];
    return part.kind === 'leaf'
      ? leafText(part, value)
      : piecesOf(part.selection).of(value as readonly Item[]);
  };

  // One after the other has the same time, and writing it costs more than all of what is around it.
  let knownPart: ShapePart | null = null;
  let knownValue: unknown;
  let knownText = '';
  const leafText = (part: ShapePart & { readonly kind: 'leaf' }, value: unknown): string => {
    if (typeof value === 'string' && part.type === GraphQLString && PLAIN.test(value)) return `"${value}"`;
    if (part !== knownPart || value !== knownValue) {
      knownText = JSON.stringify(part.type.serialize(value));
      knownPart = part;
      knownValue = value;
    }
    return knownText;
  };

  const join = (
    event: TrackStreamEvent,
    values: readonly PartValue[],
  ): SharedResult | Promise<SharedResult> => {
    const parts = shape.parts[event.type];
    const texts: string[] = [];
    const lists: EncodedItems[] = [];
    let text = shape.before;
    for (let index = 0; index < values.length; index++) {
      const value = values[index]!;
      if (value === null) return executeWhole(event).then(createTextResult);
      text += parts[index]!.before;
      if (typeof value === 'string') {
        text += value;
      } else if (value.length === 0) {
        text += '[]';
      } else {
        texts.push(`${text}[`);
        lists.push(value);
        text = ']';
      }
    }
    texts.push(text + shape.after);
    return createSharedResult(texts, lists);
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
