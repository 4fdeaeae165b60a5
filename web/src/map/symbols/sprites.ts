import { SHAPE_RADIUS, SHAPE_STROKE, shapes, type ShapeName } from './shapes.js';
import { SYMBOL_PX } from './symbol-size.js';

/** Symbols are turned in steps of 5°, which nobody sees, so that each is drawn once and then only copied. */
const DIRECTIONS = 72;
const HALO = 3;
/** Turned, the corners of a shape must stay in its cell. */
const INSET = 0.9;
/** Cells of one canvas, each way: few canvases to copy from are quicker than many. */
const CELLS = 24;

/** A shape in one colour and size. */
export interface Sprite {
  /**
   * Makes what `draw` copies. Browsers copy all that sprites are drawn on when it is drawn on after something was copied
   * from it: whoever draws many has all of them made first.
   */
  make(directionDeg: number | null): void;
  /** Draws it around x/y. `directionDeg` null: it has none. */
  draw(context: CanvasRenderingContext2D, x: number, y: number, directionDeg: number | null): void;
}

/** Where symbols are drawn once and copied from. It belongs to one palette and one density of pixels. */
export interface Sprites {
  /** @param sidePx of the box of 32 by 32 that shapes are drawn in, CSS pixels */
  of(shape: ShapeName, colour: string, sidePx?: number): Sprite;
}

export interface SpriteOptions {
  readonly halo: string;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
  readonly isSoftware: boolean;
}

interface Cell {
  readonly context: CanvasRenderingContext2D;
  readonly left: number;
  readonly top: number;
}

export function createSprites({ halo, pixelRatio, isSoftware }: SpriteOptions): Sprites {
  const sprites = new Map<string, Sprite>();
  const cellsBySide = new Map<number, () => Cell | null>();

  function createSprite(shape: ShapeName, colour: string, sidePx: number): Sprite {
    const cellPx = Math.ceil(sidePx * pixelRatio);
    const newCell = remembered(cellsBySide, cellPx, () => createCells(cellPx, isSoftware));
    const cells: (Cell | null)[] = [];

    function cellOf(direction: number): Cell | null {
      let cell = cells[direction];
      if (cell === undefined) {
        cell = newCell();
        cells[direction] = cell;
        if (cell !== null) drawIn(cell, direction);
      }
      return cell;
    }

    function drawIn({ context, left, top }: Cell, direction: number): void {
      const scale = (cellPx / (2 * SHAPE_RADIUS)) * INSET;
      context.save();
      context.translate(left + cellPx / 2, top + cellPx / 2);
      context.rotate((direction / DIRECTIONS) * 2 * Math.PI);
      context.scale(scale, scale);
      drawShape(context, shape, colour, halo);
      context.restore();
    }

    const side = cellPx / pixelRatio;
    // Between pixels a copy is mixed of four, which takes a processor several times as long.
    const aligned = isSoftware
      ? (px: number) => Math.round(px * pixelRatio) / pixelRatio
      : (px: number) => px;
    const cellFor = (directionDeg: number | null) => cellOf(directionDeg === null ? 0 : stepOf(directionDeg));
    return {
      make: (directionDeg) => void cellFor(directionDeg),
      draw(context, x, y, directionDeg) {
        const cell = cellFor(directionDeg);
        if (cell === null) return;
        const { canvas } = cell.context;
        const [left, top] = [aligned(x - side / 2), aligned(y - side / 2)];
        context.drawImage(canvas, cell.left, cell.top, cellPx, cellPx, left, top, side, side);
      },
    };
  }

  return {
    of: (shape, colour, sidePx = SYMBOL_PX) =>
      remembered(sprites, `${shape} ${colour} ${sidePx}`, () => createSprite(shape, colour, sidePx)),
  };
}

/** Hands out one cell after the other, of as many canvases as it takes; null where the browser has none. */
function createCells(cellPx: number, isSoftware: boolean): () => Cell | null {
  let taken = 0;
  let context: CanvasRenderingContext2D | null = null;
  return () => {
    const number = taken % CELLS ** 2;
    if (number === 0) {
      const canvas = document.createElement('canvas');
      canvas.width = CELLS * cellPx;
      canvas.height = CELLS * cellPx;
      context = canvas.getContext('2d', { willReadFrequently: isSoftware });
    }
    taken += 1;
    if (context === null) return null;
    return { context, left: (number % CELLS) * cellPx, top: Math.floor(number / CELLS) * cellPx };
  };
}

function remembered<K, V>(known: Map<K, V>, key: K, create: () => V): V {
  let value = known.get(key);
  if (value === undefined) {
    value = create();
    known.set(key, value);
  }
  return value;
}

/** 0 up to but not DIRECTIONS; 359.9° is north again. */
function stepOf(directionDeg: number): number {
  const step = Math.round((directionDeg / 360) * DIRECTIONS) % DIRECTIONS;
  return step < 0 ? step + DIRECTIONS : step;
}

function drawShape(context: CanvasRenderingContext2D, name: ShapeName, colour: string, halo: string): void {
  const { fill, stroke } = shapes[name];
  const filled = new Path2D(fill);
  const lines = new Path2D(stroke);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = halo;
  context.lineWidth = HALO;
  context.stroke(filled);
  context.lineWidth = SHAPE_STROKE + HALO;
  context.stroke(lines);
  context.fillStyle = colour;
  context.fill(filled);
  context.strokeStyle = colour;
  context.lineWidth = SHAPE_STROKE;
  context.stroke(lines);
}
