/** Less than this nobody sees move. */
const STEP_PX = 0.5;
/** Ages in labels count seconds, and what is not heard fades. */
const SECOND_MS = 1000;
/** However slow the machine: then the picture is drawn once in so long. */
const LONGEST_REST_MS = 1000;
/** A drawing is as dear as the dearest of late, which is forgotten by this share with each cheaper one. */
const FORGOTTEN = 0.2;

export interface Movement {
  /** Of what moves fastest on the screen; 0 when nothing does. */
  readonly fastestPxPerS: number;
  /** Whether something is drawn that looks different when it gets older. */
  readonly isAgeing: boolean;
}

/**
 * When a drawing looks different by itself, ms from now; null: not before it is told of something new. Zoomed out nothing
 * moves by half a pixel for a second, and drawing 60 times in it would only warm the tablet.
 */
export function nextLookMs({ fastestPxPerS, isAgeing }: Movement): number | null {
  const moveMs = fastestPxPerS > 0 ? (STEP_PX / fastestPxPerS) * 1000 : Infinity;
  const nextMs = Math.min(moveMs, isAgeing ? SECOND_MS : Infinity);
  return Number.isFinite(nextMs) ? nextMs : null;
}

/** How long nothing is drawn after a drawing, so that drawing takes at most `share` of the time: the rest is for people. */
export function restMs(costMs: number, share: number): number {
  return Math.min(LONGEST_REST_MS, costMs * (1 / share - 1));
}

/** What drawing costs, after one more: quick to see that it has become dear, slow to believe that it is cheap again. */
export function costAfter(beforeMs: number, lastMs: number): number {
  return Math.max(lastMs, beforeMs + (lastMs - beforeMs) * FORGOTTEN);
}
