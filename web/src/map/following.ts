import type { Point, Screen } from './screen.js';

/** The share of the screen, around its middle, in which what is followed may move before the map follows. */
const LEASH = 0.35;

/** Whether what is followed has left the middle. A map that moved with every step would never rest. */
export function hasLeftMiddle({ x, y }: Point, { widthPx, heightPx }: Screen): boolean {
  return (
    Math.abs(x - widthPx / 2) > (LEASH * widthPx) / 2 || Math.abs(y - heightPx / 2) > (LEASH * heightPx) / 2
  );
}
