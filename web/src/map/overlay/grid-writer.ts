import { overlap, type Box } from '../labels/occupancy.js';
import type { Palette } from '../palette.js';
import type { Screen } from '../screen.js';

const FONT = "11px system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
const LINE_PX = 14;
/** From the edges of the map. */
export const EDGE_PX = 4;

export interface GridDrawing {
  readonly context: CanvasRenderingContext2D;
  readonly screen: Screen;
  readonly palette: Palette;
  /** Where a panel lies over the map. */
  readonly covered: readonly Box[];
}

/** Writes what lines of a grid are called, where there is room: half a text below a button is worse than none. */
export interface GridWriter {
  /** Where it has written. */
  readonly written: readonly Box[];
  /** Beside a line that ends at the upper edge. */
  atTop(text: string, x: number): void;
  /** Above a line that ends at the right edge. */
  atRight(text: string, y: number): void;
  inMiddle(text: string, x: number, y: number): void;
}

export function createGridWriter({ context, screen, palette, covered }: GridDrawing): GridWriter {
  const written: Box[] = [];
  context.font = FONT;
  context.fillStyle = palette.mutedText;
  context.textBaseline = 'middle';
  context.textAlign = 'left';

  function write(text: string, left: number, top: number, widthPx: number): void {
    const box = { left, top, right: left + widthPx, bottom: top + LINE_PX };
    if (text === '' || box.left < 0 || box.top < 0 || box.right > screen.widthPx) return;
    if ([...covered, ...written].some((other) => overlap(other, box))) return;
    written.push(box);
    context.fillText(text, left, top + LINE_PX / 2);
  }
  const widthOf = (text: string) => context.measureText(text).width;

  return {
    written,
    atTop: (text, x) => write(text, x + EDGE_PX, EDGE_PX, widthOf(text)),
    atRight(text, y) {
      const width = widthOf(text);
      write(text, screen.widthPx - EDGE_PX - width, y - LINE_PX, width);
    },
    inMiddle(text, x, y) {
      const width = widthOf(text);
      write(text, x - width / 2, y - LINE_PX / 2, width);
    },
  };
}
