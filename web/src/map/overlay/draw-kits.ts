import type { Kit, Selection } from '../../state/app-state.js';
import { radioText } from '../labels/radio-text.js';
import { rangeRings } from '../lines/range-rings.js';
import { toMercator } from '../mercator.js';
import { isOnScreen, pixelsPerMetre, toScreen, type Point } from '../screen.js';
import { appearanceOfKit } from '../symbols/shape-of.js';
import { boxAround, isSame, ringSelected, type Frame } from './frame.js';

const MARGIN_PX = 20;
/** With more kits in view, a ring around each would be a carpet. */
const RINGS_UP_TO_KITS = 8;
const RINGS_OF_SELECTED = 4;
const LONGEST_NAME = 24;

interface KitOnScreen {
  readonly kit: Kit;
  readonly selection: Selection;
  readonly at: Point;
}

export function drawKits(frame: Frame, kits: ReadonlyMap<string, Kit>): void {
  const located = [...kits.values()].flatMap((kit): KitOnScreen[] =>
    kit.position === null
      ? []
      : [
          {
            kit,
            selection: { kind: 'kit', kitId: kit.kitId },
            at: toScreen(frame.screen, toMercator(kit.position)),
          },
        ],
  );
  const visible = located.filter(({ at }) => isOnScreen(frame.screen, at, MARGIN_PX));
  // A ring around each says how large things are; to read distances off, somebody selects a kit and has its rings alone.
  const selected = located.find(({ selection }) => isSame(frame.selection, selection));
  if (selected !== undefined) drawRings(frame, selected, RINGS_OF_SELECTED);
  else if (visible.length <= RINGS_UP_TO_KITS) for (const item of visible) drawRings(frame, item, 1);
  for (const item of visible) drawKit(frame, item);
}

function drawKit(frame: Frame, { kit, selection, at }: KitOnScreen): void {
  const { context, sprites, palette, hits, labels, obstacles } = frame;
  const { shape, colour } = appearanceOfKit(kit, palette);
  const name = radioText(kit.name, LONGEST_NAME);
  ringSelected(frame, selection, at);
  sprites.of(shape, colour).draw(context, at.x, at.y, null);
  obstacles.push(boxAround(at, 11));
  hits.push({ selection, ...at });
  labels.push({
    id: `kit ${kit.kitId}`,
    importance: isSame(frame.selection, selection) ? 'meant' : 'kit',
    ...at,
    gapPx: isSame(frame.selection, selection) ? 21 : 14,
    lines: kit.enabled ? [name] : [name, 'disabled'],
    colour: palette.text,
    opacity: 1,
  });
}

/** Distances from a kit, each said once, above it. */
function drawRings(
  { context, screen, palette, habits, labels }: Frame,
  { kit, at }: KitOnScreen,
  count: number,
): void {
  if (kit.position === null) return;
  const perMetre = pixelsPerMetre(screen, kit.position.lat);
  context.save();
  context.lineWidth = 1;
  context.strokeStyle = palette.border;
  for (const { radiusM, text } of rangeRings(perMetre, habits.units, count)) {
    const radiusPx = radiusM * perMetre;
    context.beginPath();
    context.arc(at.x, at.y, radiusPx, 0, 2 * Math.PI);
    context.stroke();
    labels.push({
      id: `ring ${kit.kitId} ${radiusM}`,
      importance: 'ring',
      x: at.x,
      y: at.y - radiusPx,
      gapPx: 2,
      lines: [text],
      colour: palette.mutedText,
      opacity: 1,
    });
  }
  context.restore();
}
