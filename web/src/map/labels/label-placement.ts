import { createOccupancy, type Box, type Occupancy } from './occupancy.js';

export type Side = 'right' | 'left' | 'above' | 'below';

export interface LabelRequest {
  /** The same in every frame. */
  readonly id: string;
  /** What it belongs to, CSS pixels. */
  readonly x: number;
  readonly y: number;
  /** How far the label stays away from it. */
  readonly gapPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Asked for by somebody: where there is no room, it covers something. */
  readonly isNeeded: boolean;
}

export interface PlacedLabel {
  readonly request: LabelRequest;
  readonly side: Side;
  readonly box: Box;
}

export interface PlacementOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  /** What no label may cover. */
  readonly obstacles: readonly Box[];
  /** What none covers as long as there is another side for it. */
  readonly symbols: readonly Box[];
  /** On which side labels were in the last frame: they stay there as long as they can, so that they do not flicker. */
  readonly before: ReadonlyMap<string, Side>;
  /** More are not looked for: a map full of letters cannot be read. */
  readonly atMost: number;
}

const SIDES: readonly Side[] = ['right', 'left', 'above', 'below'];

/** Labels that do not cover each other. Those that come first in `requests` have the first choice; some get no place. */
export function placeLabels(requests: readonly LabelRequest[], options: PlacementOptions): PlacedLabel[] {
  const { widthPx, heightPx, obstacles, symbols, before, atMost } = options;
  const taken = occupiedBy(obstacles);
  const drawn = occupiedBy(symbols);
  const placed: PlacedLabel[] = [];
  for (const request of requests) {
    if (placed.length === atMost) break;
    const last = before.get(request.id);
    const sides = last === undefined ? SIDES : [last, ...SIDES.filter((side) => side !== last)];
    const inside = sides
      .map((side) => ({ side, box: boxOf(request, side) }))
      .filter(({ box }) => box.left >= 0 && box.top >= 0 && box.right <= widthPx && box.bottom <= heightPx);
    const free = inside.filter(({ box }) => taken.isFree(box));
    const found =
      free.find(({ box }) => drawn.isFree(box)) ?? free[0] ?? (request.isNeeded ? inside[0] : undefined);
    if (found === undefined) continue;
    taken.take(found.box);
    placed.push({ request, ...found });
  }
  return placed;
}

function occupiedBy(boxes: readonly Box[]): Occupancy {
  const occupancy = createOccupancy();
  for (const each of boxes) occupancy.take(each);
  return occupancy;
}

/** Where a label is that stands on this side of what it belongs to. */
export function boxOf(
  { x, y, gapPx, widthPx, heightPx }: Omit<LabelRequest, 'id' | 'isNeeded'>,
  side: Side,
): Box {
  const centredLeft = x - widthPx / 2;
  const centredTop = y - heightPx / 2;
  switch (side) {
    case 'right':
      return box(x + gapPx, centredTop, widthPx, heightPx);
    case 'left':
      return box(x - gapPx - widthPx, centredTop, widthPx, heightPx);
    case 'above':
      return box(centredLeft, y - gapPx - heightPx, widthPx, heightPx);
    case 'below':
      return box(centredLeft, y + gapPx, widthPx, heightPx);
  }
}

const box = (left: number, top: number, widthPx: number, heightPx: number): Box => ({
  left,
  top,
  right: left + widthPx,
  bottom: top + heightPx,
});
