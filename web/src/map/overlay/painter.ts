import { costAfter, restMs } from '../motion/pacing.js';

/** The display shows the next frame in less: no timer is that exact. */
const A_FRAME_MS = 16;
/** What takes longer is not drawn within each frame of a map that is moved, or the map would follow the hand slowly. */
const PROMPT_MS = 8;

export interface PainterOptions {
  /** Draws. Result: when it would look different by itself, ms from now; null: not before something changes. */
  readonly draw: () => number | null;
  /** The map has moved and drawing takes too long: what was drawn moves along with it until it is drawn anew. */
  readonly moveAlong: () => void;
  /** At most this share of the time goes into drawing, 0..1. */
  readonly share: number;
}

/**
 * Draws as often as there is something to see and time for it, and never while the page is hidden: browsers give no frames
 * then.
 */
export interface Painter {
  /** In the frame in which the map shows another place, which is to be seen in the drawing at once. */
  moved(): void;
  /** Something else than time has changed. */
  changed(): void;
  stop(): void;
}

export function createPainter({ draw, moveAlong, share }: PainterOptions): Painter {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame: number | undefined;
  let dueMs = Infinity;
  let costMs = 0;
  let restsUntilMs = 0;

  function cancel(): void {
    clearTimeout(timer);
    if (frame !== undefined) cancelAnimationFrame(frame);
    timer = undefined;
    frame = undefined;
    dueMs = Infinity;
  }

  function paint(): void {
    cancel();
    const beginMs = performance.now();
    const nextMs = draw();
    const endMs = performance.now();
    costMs = costAfter(costMs, endMs - beginMs);
    restsUntilMs = endMs + restMs(costMs, share);
    if (nextMs !== null) paintAt(beginMs + nextMs);
  }

  function paintAt(atMs: number): void {
    const nextMs = Math.max(atMs, restsUntilMs);
    if (nextMs >= dueMs) return;
    cancel();
    dueMs = nextMs;
    const waitMs = nextMs - performance.now() - A_FRAME_MS;
    if (waitMs <= 0) frame = requestAnimationFrame(paint);
    else timer = setTimeout(() => (frame = requestAnimationFrame(paint)), waitMs);
  }

  const changed = () => paintAt(performance.now());
  return {
    moved() {
      if (costMs <= PROMPT_MS) {
        paint();
        return;
      }
      moveAlong();
      changed();
    },
    changed,
    stop: cancel,
  };
}
