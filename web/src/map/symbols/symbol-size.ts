import type { Point, Screen } from '../screen.js';

/** Of a symbol with room around it. CSS pixels of the box of 32 by 32 that shapes are drawn in. */
export const SYMBOL_PX = 28;
/** Symbols get as large as lets that many of them, or fewer, be where one has its place. */
const SIZES = [
  { sidePx: SYMBOL_PX, upTo: 2 },
  { sidePx: 22, upTo: 3 },
  { sidePx: 17, upTo: 7 },
  { sidePx: 12, upTo: Infinity },
] as const;

const PLACE_PX = 40;

/**
 * How many are where each of `points` is, itself counted: of half of them as many or fewer. It is about where the tracks
 * are, so a flock in an empty sky is crowded, too.
 */
export function crowding(points: readonly Point[], { widthPx }: Screen): number {
  const columns = Math.ceil(widthPx / PLACE_PX) + 2;
  const placeOf = ({ x, y }: Point) =>
    (Math.floor(y / PLACE_PX) + 1) * columns + Math.floor(x / PLACE_PX) + 1;
  const counts = new Map<number, number>();
  for (const point of points) counts.set(placeOf(point), (counts.get(placeOf(point)) ?? 0) + 1);
  // Each place is as crowded for as many as are there.
  const places = [...counts.values()].sort((a, b) => a - b);
  let seen = 0;
  return places.find((count) => (seen += count) * 2 >= points.length) ?? 0;
}

/** How large symbols are drawn, all of them alike. Larger than before only with room to spare, so that nothing flickers. */
export function symbolSidePx(crowd: number, beforePx: number): number {
  const fitting = (spare: number) => SIZES.find(({ upTo }) => crowd + spare <= upTo)?.sidePx ?? SYMBOL_PX;
  return fitting(0) <= beforePx ? fitting(0) : Math.max(beforePx, fitting(1));
}
