import { areSameScreens, shiftBetween, type Point, type Screen } from '../screen.js';

/** On denser screens nobody sees a difference, and four times the pixels are four times the work. */
const DENSEST = 2;

/** A canvas over the map, drawn on in CSS pixels. */
export interface Layer {
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
  /** Empties it for a drawing of `screen`; null where the browser has no canvas. */
  begin(screen: Screen): CanvasRenderingContext2D | null;
  /** Ends the drawing. */
  end(): void;
  /** Whether it shows `screen` as it was drawn. */
  isDrawnOf(screen: Screen): boolean;
  /** Moves and enlarges what was drawn to where it belongs on `screen`. */
  moveAlong(screen: Screen): void;
  /** Where a point of `screen` was when it was drawn. */
  asDrawn(screen: Screen, point: Point): Point;
}

export interface LayerOptions {
  readonly canvas: HTMLCanvasElement;
  /** Whether there is no graphics hardware. */
  readonly isSoftware: boolean;
}

export function createLayer({ canvas, isSoftware }: LayerOptions): Layer {
  // A canvas that is read is kept in memory: the processor draws on it several times faster than it imitates hardware.
  const context = canvas.getContext('2d', { willReadFrequently: isSoftware });
  let drawn: Screen | null = null;
  const pixelRatio = () => (isSoftware ? 1 : Math.min(DENSEST, window.devicePixelRatio));

  return {
    get pixelRatio() {
      return pixelRatio();
    },
    begin(screen) {
      if (context === null) return null;
      prepare(context, screen, pixelRatio());
      canvas.style.transform = '';
      drawn = screen;
      return context;
    },
    end() {
      // Browsers draw later what they are told to; read, it is drawn now, and the time it takes is known.
      if (isSoftware) context?.getImageData(0, 0, 1, 1);
    },
    isDrawnOf: (screen) => drawn !== null && areSameScreens(drawn, screen),
    moveAlong(screen) {
      if (drawn === null) return;
      const { x, y, scale } = shiftBetween(drawn, screen);
      canvas.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    },
    asDrawn(screen, point) {
      if (drawn === null) return point;
      const { x, y, scale } = shiftBetween(drawn, screen);
      return { x: (point.x - x) / scale, y: (point.y - y) / scale };
    },
  };
}

/** An empty canvas of the right size. Giving it the size that it has would cost as much as a new one. */
function prepare(context: CanvasRenderingContext2D, { widthPx, heightPx }: Screen, pixelRatio: number): void {
  const { canvas } = context;
  const width = Math.round(widthPx * pixelRatio);
  const height = Math.round(heightPx * pixelRatio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.globalAlpha = 1;
  context.clearRect(0, 0, widthPx, heightPx);
}
