import { effect, untracked, type ReadonlySignal } from '@preact/signals';
import type { BoundingBox } from '../../../operations/generated/graphql.js';
import type { Bounds, Filters } from './app-state.js';
import { coveringBox, type Cover } from './covering-box.js';
import type { Pace } from './pace.js';
import { settled } from './settled.js';

/** A filter is sent when nobody has typed or panned for so long. */
export const settleMs = 300;

/** What is looked at. */
export interface Shown {
  readonly filters: ReadonlySignal<Filters>;
  readonly bounds: ReadonlySignal<Bounds | null>;
  /** What a map will show about, as long as `bounds` is null: what is on it can come while it is made. */
  readonly expectedBounds: () => Bounds;
  /** Whether the page knows where it opens: what is seen before is not worth asking for. */
  readonly isViewKnown: ReadonlySignal<boolean>;
}

export interface Question<Filter> {
  readonly filterOf: (filters: Filters, bbox: BoundingBox | null) => Filter;
  readonly ask: (filter: Filter) => void;
  /** How much more than what is seen is asked for. */
  readonly cover?: Cover;
}

/** Asks once it is known what is looked at, and again when that becomes something else. Returns what ends that. */
export function askForShown<Filter>(
  { filterOf, ask, cover }: Question<Filter>,
  { filters, bounds, expectedBounds, isViewKnown }: Shown,
  pace: Pace,
): () => void {
  let bbox: BoundingBox | null = null;
  let asked: string | null = null;

  const wanted = () => {
    const box = coveringBox(bbox, bounds.value ?? expectedBounds(), cover);
    return { box, filter: filterOf(filters.value, box) };
  };
  const askNow = () =>
    untracked(() => {
      const { box, filter } = wanted();
      bbox = box;
      asked = JSON.stringify(filter);
      ask(filter);
    });
  const change = settled(askNow, { afterMs: settleMs, pace });
  const stop = effect(() => {
    if (!isViewKnown.value) return;
    const isOther = JSON.stringify(wanted().filter) !== asked;
    if (asked === null) askNow();
    else if (isOther) change.changed();
    else change.cancel();
  });

  return () => {
    stop();
    change.cancel();
  };
}
