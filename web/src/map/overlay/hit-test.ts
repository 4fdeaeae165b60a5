import type { Selection } from '../../state/app-state.js';
import type { Point } from '../screen.js';
import type { Hit } from './frame.js';

/** A mouse is exact, a thumb is not. */
export const MOUSE_REACH_PX = 16;
export const TOUCH_REACH_PX = 28;

/** What is nearest to a point, within reach; of two in the same place, the one drawn on top. */
export function whatIsAt(hits: readonly Hit[], { x, y }: Point, reachPx: number): Selection | null {
  let nearest: Hit | null = null;
  let least = reachPx;
  for (const hit of hits) {
    const distance = Math.hypot(hit.x - x, hit.y - y);
    if (distance > least) continue;
    least = distance;
    nearest = hit;
  }
  return nearest?.selection ?? null;
}
