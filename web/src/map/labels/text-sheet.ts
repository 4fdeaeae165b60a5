import { createShelves, type Place } from './shelves.js';

const FONT_PX = 12;
const FONT = `${FONT_PX}px system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif`;
const BOLD = `600 ${FONT}`;
/** From one line to the next. */
export const LINE_PX = 15;
const HALO_PX = 3;
/** Halos reach beyond the letters, and some letters below the line. */
const PAD_PX = 3;
const SIDE_PX = 1024;
/** Widths of so many texts are kept, because measuring is slow. */
const WIDTHS_KEPT = 5000;

interface LineStyle {
  readonly isBold: boolean;
  readonly colour: string;
}

/** Texts that were written once, with their halos, and are copied from then on: writing takes many times as long. */
export interface TextSheet {
  widthPx(text: string, isBold: boolean): number;
  /**
   * Writes a line that will be drawn. Browsers copy the whole sheet when it is written on after something was copied from it:
   * whoever draws many lines has all of them written first.
   */
  write(text: string, style: LineStyle): void;
  /** Copies a line to where its left edge and its middle are at x/y. */
  draw(context: CanvasRenderingContext2D, text: string, style: LineStyle, x: number, y: number): void;
}

export interface TextSheetOptions {
  readonly halo: string;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
  readonly isSoftware: boolean;
}

/** Null where the browser has no canvas. */
export function createTextSheet({ halo, pixelRatio, isSoftware }: TextSheetOptions): TextSheet | null {
  const canvas = document.createElement('canvas');
  canvas.width = SIDE_PX * pixelRatio;
  canvas.height = SIDE_PX * pixelRatio;
  const sheet = canvas.getContext('2d', { willReadFrequently: isSoftware });
  if (sheet === null) return null;
  sheet.scale(pixelRatio, pixelRatio);
  const heightPx = LINE_PX + 2 * PAD_PX;
  const shelves = createShelves(SIDE_PX, heightPx);
  const places = new Map<string, Place>();
  const widths = new Map<string, number>();

  function widthPx(text: string, isBold: boolean): number {
    const key = `${isBold ? 'bold' : 'plain'} ${text}`;
    let width = widths.get(key);
    if (width === undefined) {
      if (widths.size >= WIDTHS_KEPT) widths.clear();
      sheet!.font = isBold ? BOLD : FONT;
      width = Math.ceil(sheet!.measureText(text).width);
      widths.set(key, width);
    }
    return width;
  }

  function placeOf(text: string, style: LineStyle): Place | null {
    const key = `${style.isBold ? 'bold' : 'plain'} ${style.colour} ${text}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const width = paddedPx(text, style);
    const place = shelves.place(width) ?? beginAnew().place(width);
    if (place === null) return null;
    places.set(key, place);
    writeOn(sheet!, text, style, place);
    return place;
  }

  const paddedPx = (text: string, { isBold }: LineStyle) => widthPx(text, isBold) + 2 * PAD_PX;

  /** What is shown now is written again within a drawing; what is not shown any more is not. */
  function beginAnew(): typeof shelves {
    places.clear();
    shelves.clear();
    sheet!.clearRect(0, 0, SIDE_PX, SIDE_PX);
    return shelves;
  }

  function writeOn(
    to: CanvasRenderingContext2D,
    text: string,
    { isBold, colour }: LineStyle,
    at: Place,
  ): void {
    const [x, y] = [at.left + PAD_PX, at.top + heightPx / 2];
    to.font = isBold ? BOLD : FONT;
    to.direction = 'ltr';
    to.textBaseline = 'middle';
    to.lineJoin = 'round';
    to.lineWidth = HALO_PX;
    to.strokeStyle = halo;
    to.strokeText(text, x, y);
    to.fillStyle = colour;
    to.fillText(text, x, y);
  }

  return {
    widthPx,
    write: (text, style) => void placeOf(text, style),
    draw(context, text, style, x, y) {
      const place = placeOf(text, style);
      if (place === null) return;
      const width = paddedPx(text, style);
      // On whole pixels letters are sharp, and keep their distances while they move.
      const [left, top] = [Math.round(x) - PAD_PX, Math.round(y - heightPx / 2)];
      context.drawImage(
        canvas,
        place.left * pixelRatio,
        place.top * pixelRatio,
        width * pixelRatio,
        heightPx * pixelRatio,
        left,
        top,
        width,
        heightPx,
      );
    },
  };
}
