import type { Screen } from '../screen.js';
import { boxOf, placeLabels, type LabelRequest, type Side } from './label-placement.js';
import type { Box } from './occupancy.js';
import { LINE_PX, type TextSheet } from './text-sheet.js';

const AT_MOST = 250;
/** Who reads does not want letters to come and go with every frame. */
const KEPT_MS = 350;

/** Who has the first choice of places. */
type Importance = 'meant' | 'link' | 'kit' | 'thing' | 'ring';

const IMPORTANCES: readonly Importance[] = ['meant', 'link', 'kit', 'thing', 'ring'];

export interface Label {
  readonly id: string;
  readonly importance: Importance;
  readonly x: number;
  readonly y: number;
  readonly gapPx: number;
  /** The first is the name. */
  readonly lines: readonly string[];
  readonly colour: string;
  readonly opacity: number;
}

interface LabelDrawing {
  readonly context: CanvasRenderingContext2D;
  readonly screen: Screen;
  readonly texts: TextSheet;
  readonly labels: readonly Label[];
  readonly obstacles: readonly Box[];
  readonly symbols: readonly Box[];
  readonly nowMs: number;
}

/**
 * Draws those of the labels that fit, the most important first. Which do, and on which side, is thought about a few times
 * a second; in between they move with what they name.
 */
export interface Labels {
  draw(drawing: LabelDrawing): void;
}

export function createLabels(): Labels {
  let sides: ReadonlyMap<string, Side> = new Map();
  let placedAtMs = -Infinity;
  let placedFor = '';

  return {
    draw(drawing) {
      const { labels, nowMs, screen } = drawing;
      // What somebody asked for is there at once.
      const occasion = `${screen.zoom} ${labels
        .filter(isMeant)
        .map(({ id }) => id)
        .join(' ')}`;
      if (occasion !== placedFor || Math.abs(nowMs - placedAtMs) >= KEPT_MS) {
        sides = sidesOf(drawing, sides);
        placedAtMs = nowMs;
        placedFor = occasion;
      }
      const shown = labels.filter(({ id }) => sides.has(id));
      for (const { lines, colour } of shown)
        lines.forEach((line, i) => drawing.texts.write(line, { isBold: i === 0, colour }));
      for (const label of shown) drawLabel(drawing, label, sides.get(label.id)!);
      drawing.context.globalAlpha = 1;
    },
  };
}

const isMeant = ({ importance }: Label) => importance === 'meant';

function sidesOf(
  { screen, texts, labels, obstacles, symbols }: LabelDrawing,
  before: ReadonlyMap<string, Side>,
): ReadonlyMap<string, Side> {
  const ordered = IMPORTANCES.flatMap((importance) =>
    labels.filter((label) => label.importance === importance),
  );
  const requests = ordered.map((label): LabelRequest => ({
    ...label,
    ...sizeOf(label, texts),
    isNeeded: isMeant(label),
  }));
  const placed = placeLabels(requests, { ...screen, obstacles, symbols, before, atMost: AT_MOST });
  return new Map(placed.map(({ request, side }) => [request.id, side]));
}

function sizeOf({ lines }: Label, texts: TextSheet): { widthPx: number; heightPx: number } {
  const widths = lines.map((line, i) => texts.widthPx(line, i === 0));
  return { widthPx: Math.max(...widths), heightPx: lines.length * LINE_PX };
}

function drawLabel({ context, texts }: LabelDrawing, label: Label, side: Side): void {
  const { left, top, right } = boxOf({ ...label, ...sizeOf(label, texts) }, side);
  context.globalAlpha = label.opacity;
  label.lines.forEach((line, i) => {
    const isBold = i === 0;
    const spare = right - left - texts.widthPx(line, isBold);
    // Text that stands left of its thing ends there.
    const indent = side === 'right' ? 0 : side === 'left' ? spare : spare / 2;
    texts.draw(context, line, { isBold, colour: label.colour }, left + indent, top + (i + 0.5) * LINE_PX);
  });
}
