import type { Habits, Selection } from '../../state/app-state.js';
import type { Box } from '../labels/occupancy.js';
import type { Label } from '../labels/labels.js';
import type { Palette } from '../palette.js';
import type { Point, Screen } from '../screen.js';
import type { Sprites } from '../symbols/sprites.js';

/** Something that can be pointed at, where it was drawn. */
export interface Hit {
  readonly selection: Selection;
  readonly x: number;
  readonly y: number;
}

/** One drawing of what moves and of what belongs to it. */
export interface Frame {
  readonly context: CanvasRenderingContext2D;
  readonly screen: Screen;
  readonly palette: Palette;
  readonly sprites: Sprites;
  readonly habits: Habits;
  /** Server time, ms. */
  readonly nowMs: number;
  readonly selection: Selection | null;
  readonly hovered: Selection | null;
  /** Collected while drawing. */
  readonly hits: Hit[];
  readonly labels: Label[];
  /** What no label may cover, and what none should. */
  readonly obstacles: Box[];
  readonly symbols: Box[];
}

export function isSame(a: Selection | null, b: Selection | null): boolean {
  return a !== null && b !== null && keyOf(a) === keyOf(b);
}

function keyOf(selection: Selection): string {
  switch (selection.kind) {
    case 'track':
      return `track ${selection.droneId}`;
    case 'kit':
      return `kit ${selection.kitId}`;
    case 'signal':
      return `signal ${selection.id}`;
  }
}

export function boxAround({ x, y }: Point, radiusPx: number): Box {
  return { left: x - radiusPx, top: y - radiusPx, right: x + radiusPx, bottom: y + radiusPx };
}

const SELECTION_RADIUS_PX = 18;

/** What is selected has a ring in every theme, so that it is not known by its colour alone. */
export function ringSelected(frame: Frame, selection: Selection, { x, y }: Point): void {
  const isSelected = isSame(frame.selection, selection);
  if (!isSelected && !isSame(frame.hovered, selection)) return;
  const { context, palette } = frame;
  context.save();
  context.beginPath();
  context.arc(x, y, SELECTION_RADIUS_PX, 0, 2 * Math.PI);
  context.globalAlpha = 1;
  context.lineWidth = 5;
  context.strokeStyle = palette.halo;
  context.stroke();
  context.lineWidth = isSelected ? 2.5 : 1;
  context.strokeStyle = palette.selected;
  context.stroke();
  context.restore();
  if (isSelected) frame.obstacles.push(boxAround({ x, y }, SELECTION_RADIUS_PX));
}
