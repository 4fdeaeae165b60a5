import { toBounds } from '../bounds.js';
import { formatArc, graticuleStepS, linesBetween, lonSpan } from '../lines/graticule.js';
import type { Box } from '../labels/occupancy.js';
import { toMercator } from '../mercator.js';
import { fromScreen, toScreen } from '../screen.js';
import { createGridWriter, type GridDrawing } from './grid-writer.js';

const APART_PX = 130;

/** Meridians and parallels with their degrees along the upper and the right edge: orientation where there is no other map. Result: where it has written. */
export function drawGraticule(drawing: GridDrawing): readonly Box[] {
  const { context, screen, palette } = drawing;
  const { widthPx, heightPx, worldPx, center } = screen;
  const topLeft = fromScreen(screen, { x: 0, y: 0 });
  const bottomRight = fromScreen(screen, { x: widthPx, y: heightPx });
  const pixelsPerDegree = worldPx / 360;
  const stepS = graticuleStepS(pixelsPerDegree, APART_PX);
  const isWholeWorld = widthPx >= worldPx;
  const span = isWholeWorld
    ? { from: -180, to: 179.999 }
    : lonSpan(
        toBounds({ west: topLeft.lon, east: bottomRight.lon, south: bottomRight.lat, north: topLeft.lat }),
      );

  const meridians = linesBetween(span.from, span.to, stepS).map((s) => ({
    s,
    at: toScreen(screen, toMercator({ lat: 0, lon: s / 3600 })).x,
  }));
  const parallels = linesBetween(bottomRight.lat, topLeft.lat, stepS).map((s) => ({
    s,
    at: (toMercator({ lat: s / 3600, lon: 0 }).y - center.y) * worldPx + heightPx / 2,
  }));

  context.save();
  context.beginPath();
  for (const { at } of meridians) {
    context.moveTo(Math.round(at) + 0.5, 0);
    context.lineTo(Math.round(at) + 0.5, heightPx);
  }
  for (const { at } of parallels) {
    context.moveTo(0, Math.round(at) + 0.5);
    context.lineTo(widthPx, Math.round(at) + 0.5);
  }
  context.lineWidth = 1;
  context.strokeStyle = palette.grid;
  context.stroke();

  const writer = createGridWriter(drawing);
  for (const { s, at } of parallels) writer.atRight(formatArc(s, 'N', 'S'), at);
  for (const { s, at } of meridians) writer.atTop(formatArc(wrapArc(s), 'E', 'W'), at);
  context.restore();
  return writer.written;
}

/** Beyond the antimeridian the west begins. */
const wrapArc = (arcS: number) => (arcS > 180 * 3600 ? arcS - 360 * 3600 : arcS);
