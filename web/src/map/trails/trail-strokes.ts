import { toScreen, type Screen } from '../screen.js';
import type { TrailPoint } from './trail-point.js';

/** A line in CSS pixels: x and y of one point after the other. Plain numbers, because there are tens of thousands. */
export type Line = readonly number[];

/** Lines by the band of altitude that gives them their colour. */
export type Strokes = ReadonlyMap<number, readonly Line[]>;

/** Parts that are shorter nobody sees bend. */
const STEP_PX = 2;
/** Lines that begin and end so far outside may still cross the screen. */
const MARGIN_PX = 40;

/** Lines in the colours of their altitudes: a line ends where the band does. Those that are off the screen are left out. */
export function strokesOf(
  trails: Iterable<readonly TrailPoint[]>,
  screen: Screen,
  atMostEach: number,
): Strokes {
  const strokes = new Map<number, number[][]>();
  for (const trail of trails) addLines(strokes, trail, Math.max(0, trail.length - atMostEach), screen);
  return strokes;
}

function addLines(
  strokes: Map<number, number[][]>,
  trail: readonly TrailPoint[],
  first: number,
  screen: Screen,
): void {
  const start = trail[first];
  if (start === undefined || trail.length - first < 2) return;
  const { worldPx } = screen;
  let { x, y } = toScreen(screen, start);
  let from = start;
  let line: number[] | undefined;
  for (let i = first + 1; i < trail.length; i += 1) {
    const to = trail[i]!;
    // The short way, also over the antimeridian: a trail stays in one copy of the world.
    const dx = to.x - from.x;
    const nextX = x + (dx - Math.round(dx)) * worldPx;
    const nextY = y + (to.y - from.y) * worldPx;
    const isShort = Math.abs(nextX - x) + Math.abs(nextY - y) < STEP_PX;
    if (isShort && to.band === from.band && i < trail.length - 1) continue;
    const isSeen = !isOutside(x, nextX, screen.widthPx) && !isOutside(y, nextY, screen.heightPx);
    if (to.band !== from.band || !isSeen) line = undefined;
    if (isSeen) {
      line ??= newLine(strokes, to.band, x, y);
      line.push(nextX, nextY);
    }
    x = nextX;
    y = nextY;
    from = to;
  }
}

function newLine(strokes: Map<number, number[][]>, band: number, x: number, y: number): number[] {
  const line = [x, y];
  const lines = strokes.get(band);
  if (lines === undefined) strokes.set(band, [line]);
  else lines.push(line);
  return line;
}

/** Whether both are beyond the same edge. */
function isOutside(a: number, b: number, sizePx: number): boolean {
  return (a < -MARGIN_PX && b < -MARGIN_PX) || (a > sizePx + MARGIN_PX && b > sizePx + MARGIN_PX);
}
