import {
  mgrsLines,
  mgrsSquares,
  mgrsStepM,
  squareName,
  type Area,
  type GridLine,
} from '../lines/mgrs-grid.js';
import type { Box } from '../labels/occupancy.js';
import { toMercator } from '../mercator.js';
import type { Place } from '../place.js';
import { fromScreen, pixelsPerMetre, toScreenBeside, type Point, type Screen } from '../screen.js';
import { createGridWriter, EDGE_PX, type GridDrawing } from './grid-writer.js';

const APART_PX = 60;
const EDGE_LINE_PX = 2;

/** The grid that MGRS coordinates are read off: its digits along the upper and the right edge, and the name of the square. Result: where it has written. */
export function drawMgrsGrid(drawing: GridDrawing): readonly Box[] {
  const { context, screen, palette } = drawing;
  const middle = fromScreen(screen, { x: screen.widthPx / 2, y: screen.heightPx / 2 });
  const stepM = mgrsStepM(pixelsPerMetre(screen, middle.lat), APART_PX);
  const area = areaOf(screen, middle);
  const lines = mgrsLines(area, stepM).map((line) => ({ line, points: pointsOf(line, screen) }));

  context.save();
  context.strokeStyle = palette.grid;
  for (const isEdge of [false, true]) {
    context.lineWidth = isEdge ? EDGE_LINE_PX : 1;
    context.beginPath();
    for (const { line, points } of lines) {
      if ((line.kind === 'edge') !== isEdge) continue;
      points.forEach(({ x, y }, i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
    }
    context.stroke();
  }

  const writer = createGridWriter(drawing);
  const squares = mgrsSquares(area, stepM);
  if (squares.length === 0) writer.atTop(squareName(middle), EDGE_PX);
  for (const { middle: place, text } of squares) {
    const { x, y } = onScreen(place, screen);
    writer.inMiddle(text, x, y);
  }
  for (const { line, points } of lines) {
    if (line.kind === 'up') writeWhere(points, 'y', 0, ({ x }) => writer.atTop(line.text, x));
    else writeWhere(points, 'x', screen.widthPx, ({ y }) => writer.atRight(line.text, y));
  }
  context.restore();
  return writer.written;
}

/** What the screen shows. Its middle is between −180 and 180, its edges may be beyond. */
function areaOf(screen: Screen, middle: Place): Area {
  const halfDeg = (Math.min(screen.widthPx, screen.worldPx) / screen.worldPx) * 180;
  return {
    west: middle.lon - halfDeg,
    east: middle.lon + halfDeg,
    south: fromScreen(screen, { x: 0, y: screen.heightPx }).lat,
    north: fromScreen(screen, { x: 0, y: 0 }).lat,
  };
}

function onScreen(place: Place, screen: Screen): Point {
  const at = { x: screen.widthPx / 2, y: screen.heightPx / 2 };
  return toScreenBeside(screen, toMercator(place), { of: screen.center, at });
}

/** In one copy of the world, wherever the line begins. */
function pointsOf({ points }: GridLine, screen: Screen): Point[] {
  const drawn: Point[] = [];
  let before: { of: ReturnType<typeof toMercator>; at: Point } | null = null;
  for (const place of points) {
    const of = toMercator(place);
    const at: Point = before === null ? onScreen(place, screen) : toScreenBeside(screen, of, before);
    drawn.push(at);
    before = { of, at };
  }
  return drawn;
}

/** Where a line crosses an edge of the screen. */
function writeWhere(
  points: readonly Point[],
  axis: 'x' | 'y',
  edgePx: number,
  write: (at: Point) => void,
): void {
  points.slice(1).forEach((to, i) => {
    const from = points[i] ?? to;
    if (from[axis] - edgePx > 0 === to[axis] - edgePx > 0) return;
    const share = (edgePx - from[axis]) / (to[axis] - from[axis]);
    write({ x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) });
  });
}
