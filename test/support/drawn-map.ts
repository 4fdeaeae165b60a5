import type { Page } from 'playwright-core';
import { waitFor } from './wait-for.js';

/** A symbol as it was drawn last, CSS pixels from the left and the top of the map. */
export interface DrawnSymbol {
  readonly x: number;
  readonly y: number;
}

interface Drawn {
  readonly symbols: readonly DrawnSymbol[];
  /** When symbols were seen to move, ms since the page was opened; null: not yet. */
  readonly movedAtMs: number | null;
}

/**
 * Runs in the page before its own scripts and notes what is drawn on the canvas over the map, frame by frame: symbols are
 * copied as squares, labels are longer than high. A symbol has moved when it left its place for one at least a pixel away while
 * two others, as those of kits, are exactly where they were: then it was not the map that moved.
 */
export const NOTE_WHAT_IS_DRAWN = `{
  const least = 1;
  const most = 30;
  const standing = 2;
  const drawn = (window.__drawn = { symbols: [], movedAtMs: null, reference: [] });
  let frame = [];
  const isSame = (a, b) => Math.abs(a.x - b.x) < 0.01 && Math.abs(a.y - b.y) < 0.01;
  const without = (symbols, others) => symbols.filter((symbol) => !others.some((other) => isSame(symbol, other)));
  const look = () => {
    drawn.symbols = frame;
    const come = without(frame, drawn.reference);
    const gone = without(drawn.reference, frame);
    if (frame.length - come.length < standing) drawn.reference = frame;
    else if (come.some((symbol) => gone.some((before) => isStep(symbol, before)))) drawn.movedAtMs ??= performance.now();
    // What is new has a place to leave from now on.
    else drawn.reference = [...drawn.reference, ...come];
  };
  const isStep = (a, b) => {
    const distance = Math.hypot(a.x - b.x, a.y - b.y);
    return distance >= least && distance <= most;
  };
  const isOverlay = ({ canvas }) => canvas.className === 'map-overlay';
  const before = (name, note) => {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
      if (isOverlay(this)) note(...given);
      return draw.apply(this, given);
    };
  };
  before('clearRect', () => {
    frame = [];
    queueMicrotask(look);
  });
  before('drawImage', (_image, ...numbers) => {
    const [x, y, width, height] = numbers.slice(-4);
    if (width === height) frame.push({ x: x + width / 2, y: y + height / 2 });
  });
}`;

export const drawnOn = (page: Page) => page.evaluate<Drawn>('window.__drawn');

/** From now on, what moves is seen to move for the first time. */
export async function lookForMovement(page: Page): Promise<void> {
  await page.evaluate('Object.assign(window.__drawn, { movedAtMs: null, reference: [] })');
}

/** Waits for symbols that move. Result: when they did, ms since the page was opened. */
export function movementOn(page: Page): Promise<number> {
  return waitFor(async () => {
    const { movedAtMs } = await drawnOn(page);
    if (movedAtMs === null) throw new Error('Nothing moves.');
    return movedAtMs;
  });
}
