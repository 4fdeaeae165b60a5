import type { Kit } from '../../state/app-state.js';
import { linksOf, type Link } from '../lines/links.js';
import { fromMercator, toMercator } from '../mercator.js';
import { positionAt } from '../motion/motion.js';
import { toScreen, toScreenBeside, type Point } from '../screen.js';
import type { DrawnTracks } from './drawn-tracks.js';
import { boxAround, type Frame } from './frame.js';

const DASHES = { pilot: [7, 5], home: [2, 5], kit: [] } as const;

/** From the selected track to its pilot, its home and the kits that hear it. */
export function drawLinks(frame: Frame, { tracks }: DrawnTracks, kits: ReadonlyMap<string, Kit>): void {
  const { selection, nowMs, screen, habits, context } = frame;
  if (selection?.kind !== 'track') return;
  const drawn = tracks.get(selection.droneId);
  if (drawn === undefined) return;
  const position = positionAt(drawn.motion, nowMs);
  const from = toScreen(screen, position);
  context.save();
  context.strokeStyle = frame.palette.link;
  for (const link of linksOf(drawn.track, fromMercator(position), kits, habits.units)) {
    drawLink(frame, link, from, toScreenBeside(screen, toMercator(link.to), { of: position, at: from }));
  }
  context.restore();
}

function drawLink(frame: Frame, { kind, id, text }: Link, from: Point, to: Point): void {
  const { context, sprites, palette, labels, obstacles } = frame;
  context.setLineDash([...DASHES[kind]]);
  context.lineWidth = kind === 'kit' ? 1 : 1.75;
  context.globalAlpha = kind === 'kit' ? 0.6 : 1;
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.stroke();
  context.globalAlpha = 1;
  if (kind !== 'kit') {
    sprites.of(kind, palette.link).draw(context, to.x, to.y, null);
    obstacles.push(boxAround(to, 10));
  }
  // A text about a kit stands in the middle of its line, because the kit itself has one.
  const at = kind === 'kit' ? { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } : to;
  labels.push({
    id: `link ${id}`,
    importance: 'link',
    ...at,
    gapPx: kind === 'kit' ? 4 : 13,
    lines: [text],
    colour: palette.text,
    opacity: 1,
  });
}
