import type { Habits } from '../../state/app-state.js';
import { bandColour } from '../altitude-bands.js';
import type { Box } from '../labels/occupancy.js';
import type { Palette } from '../palette.js';
import type { Screen } from '../screen.js';
import type { TrailPoint } from '../trails/trail-point.js';
import { strokesOf, type Line, type Strokes } from '../trails/trail-strokes.js';
import { drawGraticule } from './draw-graticule.js';
import { drawMgrsGrid } from './draw-mgrs-grid.js';
import { createLayer } from './layer.js';

/** Of one path, because a processor takes longer for a long one than for its parts. */
const LINES_TOGETHER = 64;
/** Of more trails each is a hair, or they would be a carpet. */
const HAIRS_FROM = 600;
const PATH_PX = 3;
const PATH_HALO_PX = 6;

export interface BackdropOptions {
  readonly canvas: HTMLCanvasElement;
  readonly isSoftware: boolean;
}

interface BackdropLook {
  readonly screen: Screen;
  readonly palette: Palette;
  readonly covered: readonly Box[];
  readonly coordinates: Habits['coordinates'];
  readonly trails: readonly (readonly TrailPoint[])[];
  /** The line of the selected aircraft over a range; empty for none. */
  readonly flownPath: readonly TrailPoint[];
}

/**
 * A canvas between the map and what moves, for what grows and does not move: the grid, the path that was flown, the
 * trails. It is drawn when there are new reports or the map has moved.
 */
export interface Backdrop {
  draw(look: BackdropLook): void;
  /** Where something is written on it. */
  written(): readonly Box[];
  /** What was drawn is shown where it belongs now. */
  moveAlong(screen: Screen): void;
  isDrawnOf(screen: Screen): boolean;
}

export function createBackdrop(options: BackdropOptions): Backdrop {
  const layer = createLayer(options);
  let written: readonly Box[] = [];
  return {
    draw({ screen, palette, covered, coordinates, trails, flownPath }) {
      const context = layer.begin(screen);
      if (context === null) return;
      const drawGrid = coordinates === 'mgrs' ? drawMgrsGrid : drawGraticule;
      written = drawGrid({ context, screen, palette, covered });
      context.lineCap = 'round';
      context.lineJoin = 'round';
      const path = strokesOf([flownPath], screen, flownPath.length);
      stroke(context, path, PATH_HALO_PX, () => palette.halo);
      stroke(context, path, PATH_PX, (band) => bandColour(band, palette));
      context.globalAlpha = 0.7;
      const strokes = strokesOf(trails, screen, pointsEach(trails.length));
      stroke(context, strokes, trails.length < HAIRS_FROM ? 2 : 1, (band) => bandColour(band, palette));
      layer.end();
    },
    written: () => written,
    moveAlong: (screen) => layer.moveAlong(screen),
    isDrawnOf: (screen) => layer.isDrawnOf(screen),
  };
}

/** All trails together have about so many points at most. */
const POINTS_IN_ALL = 40_000;
const SHORTEST = 4;

/** The more trails there are, the less of each. */
function pointsEach(trailCount: number): number {
  return Math.max(SHORTEST, Math.floor(POINTS_IN_ALL / Math.max(1, trailCount)));
}

function stroke(
  context: CanvasRenderingContext2D,
  strokes: Strokes,
  widthPx: number,
  colourOf: (band: number) => string,
): void {
  context.lineWidth = widthPx;
  for (const [band, lines] of strokes) {
    context.strokeStyle = colourOf(band);
    for (let first = 0; first < lines.length; first += LINES_TOGETHER) {
      context.beginPath();
      for (const line of lines.slice(first, first + LINES_TOGETHER)) trace(context, line);
      context.stroke();
    }
  }
}

function trace(context: CanvasRenderingContext2D, line: Line): void {
  context.moveTo(line[0] ?? 0, line[1] ?? 0);
  for (let i = 2; i < line.length; i += 2) context.lineTo(line[i] ?? 0, line[i + 1] ?? 0);
}
