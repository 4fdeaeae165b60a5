import { fromMercator, mercatorPerMetre, toMercator, type MercatorPoint } from './mercator.js';
import type { Place } from './place.js';

/** Pixels of the whole world at zoom 0, as MapLibre counts zoom. */
const WORLD_PX = 512;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What part of the world a canvas shows. North is always up, so two additions and a multiplication are all it takes. */
export interface Screen {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly center: MercatorPoint;
  readonly worldPx: number;
  readonly zoom: number;
}

export function createScreen(center: Place, zoom: number, widthPx: number, heightPx: number): Screen {
  return { widthPx, heightPx, center: toMercator(center), worldPx: WORLD_PX * 2 ** zoom, zoom };
}

/** CSS pixels from the top left corner. Of the copies of the world, the one that is nearest to the middle. */
export function toScreen({ center, worldPx, widthPx, heightPx }: Screen, { x, y }: MercatorPoint): Point {
  const dx = x - center.x;
  return { x: (dx - Math.round(dx)) * worldPx + widthPx / 2, y: (y - center.y) * worldPx + heightPx / 2 };
}

/** The same in the copy of the world where `beside` is: what belongs together is not drawn on both sides of the map. */
export function toScreenBeside(
  screen: Screen,
  point: MercatorPoint,
  beside: { readonly of: MercatorPoint; readonly at: Point },
): Point {
  const dx = point.x - beside.of.x;
  return {
    x: beside.at.x + (dx - Math.round(dx)) * screen.worldPx,
    y: beside.at.y + (point.y - beside.of.y) * screen.worldPx,
  };
}

export function fromScreen({ center, worldPx, widthPx, heightPx }: Screen, { x, y }: Point): Place {
  return fromMercator({
    x: center.x + (x - widthPx / 2) / worldPx,
    y: center.y + (y - heightPx / 2) / worldPx,
  });
}

export function pixelsPerMetre({ worldPx }: Screen, lat: number): number {
  return worldPx * mercatorPerMetre(lat);
}

export function isOnScreen({ widthPx, heightPx }: Screen, { x, y }: Point, marginPx: number): boolean {
  return x >= -marginPx && y >= -marginPx && x <= widthPx + marginPx && y <= heightPx + marginPx;
}

/** How something that was drawn lies on another screen: enlarged around its top left corner, which is at x/y. */
export interface Shift extends Point {
  readonly scale: number;
}

/** Where a drawing of `drawn` belongs now that `now` is shown. */
export function shiftBetween(drawn: Screen, now: Screen): Shift {
  const scale = now.worldPx / drawn.worldPx;
  const middle = toScreen(now, drawn.center);
  return { x: middle.x - (drawn.widthPx / 2) * scale, y: middle.y - (drawn.heightPx / 2) * scale, scale };
}

export function areSameScreens(a: Screen, b: Screen): boolean {
  return (
    a.center.x === b.center.x &&
    a.center.y === b.center.y &&
    a.worldPx === b.worldPx &&
    a.widthPx === b.widthPx &&
    a.heightPx === b.heightPx
  );
}
