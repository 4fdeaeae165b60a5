import type { Point } from '../screen.js';
import { SHAPE_RADIUS } from './shapes.js';

/**
 * What is left of the symbols of tracks when they are so small that only the outline can be seen: corners in a box of 32 by
 * 32 around 0/0, up being where it flies to.
 */
export const outlines = {
  drone: corners(0, -16, 7, -5, 7, 9, -7, 9, -7, -5),
  'drone-without-course': corners(-7, -7, 7, -7, 7, 7, -7, 7),
  aircraft: corners(0, -15, 12, 13, 0, 7, -12, 13),
  'aircraft-without-course': corners(0, -12, 12, 0, 0, 12, -12, 0),
} as const;

export type OutlineName = keyof typeof outlines;

function corners(...numbers: readonly number[]): readonly Point[] {
  return numbers.flatMap((x, i) => (i % 2 === 0 ? [{ x, y: numbers[i + 1] ?? 0 }] : []));
}

/** Adds an outline to the path that is being made, turned to `directionDeg`. */
export function traceOutline(
  context: Pick<CanvasRenderingContext2D, 'moveTo' | 'lineTo' | 'closePath'>,
  name: OutlineName,
  { x, y }: Point,
  sidePx: number,
  directionDeg: number | null,
): void {
  const angle = ((directionDeg ?? 0) * Math.PI) / 180;
  const scale = sidePx / (2 * SHAPE_RADIUS);
  const [sin, cos] = [Math.sin(angle) * scale, Math.cos(angle) * scale];
  let isFirst = true;
  for (const corner of outlines[name]) {
    const [left, top] = [x + corner.x * cos - corner.y * sin, y + corner.x * sin + corner.y * cos];
    if (isFirst) context.moveTo(left, top);
    else context.lineTo(left, top);
    isFirst = false;
  }
  context.closePath();
}
