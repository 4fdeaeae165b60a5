import type { Page } from 'playwright-core';

/** How often each layer of the live map was drawn. */
export interface Drawings {
  readonly overlay: number;
  readonly backdrop: number;
  readonly ground: number;
}

/**
 * Runs in the page before its own scripts. A drawing of a canvas begins with clearing it; MapLibre draws the ground in one
 * frame of the display, with many calls.
 */
export const COUNT_DRAWINGS = `{
  const drawings = (window.__drawings = { overlay: 0, backdrop: 0, ground: 0 });
  const layers = { 'map-overlay': 'overlay', 'map-backdrop': 'backdrop' };
  const clearRect = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    const layer = layers[this.canvas.className];
    if (layer !== undefined) drawings[layer] += 1;
    return clearRect.apply(this, box);
  };
  let last = null;
  const drawElements = WebGL2RenderingContext.prototype.drawElements;
  WebGL2RenderingContext.prototype.drawElements = function (...what) {
    const frame = document.timeline.currentTime;
    if (frame !== last) drawings.ground += 1;
    last = frame;
    return drawElements.apply(this, what);
  };
}`;

export const drawingsOn = (page: Page) => page.evaluate<Drawings>('({ ...window.__drawings })');
