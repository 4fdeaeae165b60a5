import type { Box } from '../labels/occupancy.js';

/** Panels fold, and the scale gets longer: so often one looks again. */
const EVERY_MS = 500;

/** Where on the map something lies over it: nothing is written there. CSS pixels of the map. */
export interface Covers {
  boxes(): readonly Box[];
}

/** @param find what lies over the map now */
export function createCovers(map: HTMLElement, find: () => Iterable<Element>): Covers {
  let boxes: readonly Box[] = [];
  let lookedAtMs = -Infinity;
  return {
    boxes() {
      const nowMs = performance.now();
      if (nowMs - lookedAtMs < EVERY_MS) return boxes;
      lookedAtMs = nowMs;
      const origin = map.getBoundingClientRect();
      boxes = Array.from(find(), (element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        const [dx, dy] = [origin.left, origin.top];
        return { left: left - dx, top: top - dy, right: right - dx, bottom: bottom - dy };
      });
      return boxes;
    },
  };
}
