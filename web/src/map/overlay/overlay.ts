import type { AppState, Selection } from '../../state/app-state.js';
import { createLabels } from '../labels/labels.js';
import type { Box } from '../labels/occupancy.js';
import { createTextSheet, type TextSheet } from '../labels/text-sheet.js';
import type { Movement } from '../motion/pacing.js';
import type { Palette } from '../palette.js';
import type { Point, Screen } from '../screen.js';
import { createSprites, type Sprites } from '../symbols/sprites.js';
import { drawKits } from './draw-kits.js';
import { drawLinks } from './draw-links.js';
import { drawSignals } from './draw-signals.js';
import { createTrackDrawer } from './draw-tracks.js';
import type { DrawnTracks } from './drawn-tracks.js';
import type { Frame, Hit } from './frame.js';
import { whatIsAt } from './hit-test.js';
import { createLayer } from './layer.js';

export interface OverlayOptions {
  readonly canvas: HTMLCanvasElement;
  readonly state: AppState;
  readonly drawnTracks: DrawnTracks;
  /** Whether there is no graphics hardware. */
  readonly isSoftware: boolean;
}

interface Look {
  readonly screen: Screen;
  readonly palette: Palette;
  readonly hovered: Selection | null;
  /** Parts of the screen where a panel lies over it, or where something is written already. */
  readonly covered: readonly Box[];
  /** Server time, ms. */
  readonly nowMs: number;
}

/**
 * A canvas over the map for what moves: symbols, labels, lines to pilots and kits, rings. It is drawn without MapLibre, so
 * that a drone moves without the ground being drawn again, and so that labels move with what they name.
 */
export interface Overlay {
  draw(look: Look): Movement;
  /** What was drawn is shown where it belongs now. */
  moveAlong(screen: Screen): void;
  isDrawnOf(screen: Screen): boolean;
  /** What is to be seen at a point. */
  at(screen: Screen, point: Point, reachPx: number): Selection | null;
}

/** What was drawn once and is copied from then on, in the colours of a palette. */
interface Stock {
  readonly palette: Palette;
  readonly pixelRatio: number;
  readonly sprites: Sprites;
  readonly texts: TextSheet | null;
}

const NOTHING: Movement = { fastestPxPerS: 0, isAgeing: false };

export function createOverlay({ canvas, state, drawnTracks, isSoftware }: OverlayOptions): Overlay {
  const layer = createLayer({ canvas, isSoftware });
  const labels = createLabels();
  const tracks = createTrackDrawer();
  let stock: Stock | null = null;
  let hits: readonly Hit[] = [];

  function stockFor(palette: Palette): Stock {
    const { pixelRatio } = layer;
    if (stock?.palette !== palette || stock.pixelRatio !== pixelRatio) {
      const options = { halo: palette.halo, pixelRatio, isSoftware };
      stock = { palette, pixelRatio, sprites: createSprites(options), texts: createTextSheet(options) };
    }
    return stock;
  }

  return {
    draw({ screen, palette, hovered, covered, nowMs }) {
      const context = layer.begin(screen);
      // A browser that has no canvas has no map either; the list says the same.
      if (context === null) return NOTHING;
      const { sprites, texts } = stockFor(palette);
      const frame: Frame = {
        context,
        screen,
        palette,
        sprites,
        habits: state.habits.peek(),
        nowMs,
        selection: state.selection.peek(),
        hovered,
        hits: [],
        labels: [],
        obstacles: [...covered],
        symbols: [],
      };
      const kits = state.kits.peek();
      drawLinks(frame, drawnTracks, kits);
      // What flies is above what stands, unless that would hide it.
      const before = tracks.isCrowd ? tracks.draw(frame, drawnTracks) : null;
      drawKits(frame, kits);
      const hasSignals = drawSignals(frame, state.signals.peek(), kits);
      const { fastestPxPerS, isAgeing } = before ?? tracks.draw(frame, drawnTracks);
      if (texts !== null) labels.draw({ ...frame, texts });
      layer.end();
      hits = frame.hits;
      say(canvas, hits.length);
      return { fastestPxPerS, isAgeing: isAgeing || hasSignals };
    },
    moveAlong: (screen) => layer.moveAlong(screen),
    isDrawnOf: (screen) => layer.isDrawnOf(screen),
    at: (screen, point, reachPx) => whatIsAt(hits, layer.asDrawn(screen, point), reachPx),
  };
}

/** A canvas says nothing of what is on it; this does, to whoever examines the page. */
function say({ dataset }: HTMLCanvasElement, symbolCount: number): void {
  const text = String(symbolCount);
  if (dataset['symbols'] !== text) dataset['symbols'] = text;
}
