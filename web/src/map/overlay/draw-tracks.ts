import type { Selection } from '../../state/app-state.js';
import { bandColour } from '../altitude-bands.js';
import { trackOpacity } from '../motion/fading.js';
import { positionAt, speedAt } from '../motion/motion.js';
import type { Movement } from '../motion/pacing.js';
import { isOnScreen, toScreen, toScreenBeside } from '../screen.js';
import { shapeOfTrack } from '../symbols/shape-of.js';
import type { ShapeName } from '../symbols/shapes.js';
import type { Sprite } from '../symbols/sprites.js';
import { crowding, SYMBOL_PX, symbolSidePx } from '../symbols/symbol-size.js';
import { drawCrowd } from './draw-crowd.js';
import type { DrawnTrack, DrawnTracks } from './drawn-tracks.js';
import { boxAround, ringSelected, type Frame } from './frame.js';
import { labelTracks } from './label-tracks.js';

const MARGIN_PX = 20;
/** Shorter than this a line is hidden by the symbol. */
const VISIBLE_PX = 4;
/** More are drawn as outlines: in symbols so small nobody tells parts apart, and it takes a third of the time. */
const SYMBOLS_UP_TO = 1200;
const SMALLEST_SYMBOL_PX = 17;
/** Of more, labels cannot stay clear. */
const KEPT_CLEAR_UP_TO = 400;

export interface TrackDrawer {
  draw(frame: Frame, drawn: DrawnTracks): Movement;
  /** Whether there were so many last time that they would hide what else is drawn. */
  readonly isCrowd: boolean;
}

/** Remembers from drawing to drawing how large symbols are. */
export function createTrackDrawer(): TrackDrawer {
  let sidePx: number = SYMBOL_PX;
  let isCrowd = false;
  return {
    get isCrowd() {
      return isCrowd;
    },
    draw(frame, { tracks }) {
      const { onScreen, movement } = placeTracks(frame, tracks.values());
      isCrowd = onScreen.length > SYMBOLS_UP_TO;
      const fittingPx = symbolSidePx(crowding(onScreen, frame.screen), sidePx);
      sidePx = isCrowd ? fittingPx : Math.max(fittingPx, SMALLEST_SYMBOL_PX);
      const isMeant = meantBy(frame);
      const meant = onScreen.filter(isMeant);
      const others = meant.length === 0 ? onScreen : onScreen.filter((track) => !isMeant(track));
      if (frame.habits.trails) drawAhead(frame, onScreen);
      if (isCrowd) drawCrowd(frame, others, sidePx);
      else drawSymbols(frame, others, sidePx);
      // What is selected or pointed at is below nothing, and as large as can be.
      for (const { selection, x, y } of meant) ringSelected(frame, selection, { x, y });
      drawSymbols(frame, meant, SYMBOL_PX);
      for (const track of onScreen) frame.hits.push(track);
      if (onScreen.length <= KEPT_CLEAR_UP_TO)
        for (const track of onScreen) frame.symbols.push(boxAround(track, sidePx / 3));
      labelTracks(frame, { tracks: frame.habits.labels ? onScreen : meant, isMeant, sidePx });
      return movement;
    },
  };
}

/** Says of each track where it is drawn now. Result: those on the screen. */
function placeTracks({ screen, nowMs }: Frame, tracks: Iterable<DrawnTrack>) {
  const onScreen: DrawnTrack[] = [];
  let fastest = 0;
  for (const track of tracks) {
    const at = toScreen(screen, positionAt(track.motion, nowMs));
    track.x = at.x;
    track.y = at.y;
    if (!isOnScreen(screen, at, MARGIN_PX)) continue;
    onScreen.push(track);
    fastest = Math.max(fastest, speedAt(track.motion, nowMs));
  }
  const movement: Movement = { fastestPxPerS: fastest * screen.worldPx, isAgeing: onScreen.length > 0 };
  return { onScreen, movement };
}

function meantBy({ selection, hovered }: Frame): (track: DrawnTrack) => boolean {
  const ids = [selection, hovered].map(trackIdOf);
  return ({ track }) => ids.includes(track.droneId);
}

function trackIdOf(selection: Selection | null): string | null {
  return selection?.kind === 'track' ? selection.droneId : null;
}

function drawSymbols(
  { context, sprites, palette, nowMs }: Frame,
  tracks: readonly DrawnTrack[],
  sidePx: number,
): void {
  // Thousands look the same but for where they are and go.
  const known = new Map<ShapeName, Map<number, Sprite>>();
  const drawn = tracks.map(({ track, band }) => {
    const shape = shapeOfTrack(track);
    const byBand = known.get(shape) ?? new Map<number, Sprite>();
    known.set(shape, byBand);
    const sprite = byBand.get(band) ?? sprites.of(shape, bandColour(band, palette), sidePx);
    byBand.set(band, sprite);
    sprite.make(track.courseDeg);
    return sprite;
  });
  tracks.forEach(({ track, motion, x, y }, index) => {
    context.globalAlpha = trackOpacity(track.stale, nowMs - motion.reportedAtMs);
    drawn[index]!.draw(context, x, y, track.courseDeg);
  });
  context.globalAlpha = 1;
}

/** From where a trail ends, at the newest report, to where the track is drawn. */
function drawAhead({ context, screen, palette, nowMs }: Frame, onScreen: readonly DrawnTrack[]): void {
  const byBand = new Map<number, Path2D>();
  for (const { motion, band, x, y } of onScreen) {
    const of = positionAt(motion, nowMs);
    const from = toScreenBeside(screen, motion.reported, { of, at: { x, y } });
    if (Math.abs(from.x - x) + Math.abs(from.y - y) < VISIBLE_PX) continue;
    const path = byBand.get(band) ?? new Path2D();
    byBand.set(band, path);
    path.moveTo(from.x, from.y);
    path.lineTo(x, y);
  }
  context.save();
  context.lineWidth = 2;
  context.globalAlpha = 0.7;
  for (const [band, path] of byBand) {
    context.strokeStyle = bandColour(band, palette);
    context.stroke(path);
  }
  context.restore();
}
