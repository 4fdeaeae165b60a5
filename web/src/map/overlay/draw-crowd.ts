import { bandColour } from '../altitude-bands.js';
import { trackOpacity } from '../motion/fading.js';
import { traceOutline } from '../symbols/outlines.js';
import { shapeOfTrack } from '../symbols/shape-of.js';
import type { DrawnTrack } from './drawn-tracks.js';
import type { Frame } from './frame.js';

/** In one path. A processor is quickest with some dozens: fewer are more paths, and more get into each other's way. */
const TOGETHER = 64;
/** Shades of what is not heard any more, of which nobody counts more. */
const SHADES = 10;
const HALO_PX = 1;

/** Draws thousands of tracks as outlines, those that look alike together. */
export function drawCrowd(
  { context, palette, nowMs }: Frame,
  tracks: readonly DrawnTrack[],
  sidePx: number,
): void {
  context.save();
  context.lineJoin = 'round';
  context.lineWidth = HALO_PX;
  context.strokeStyle = palette.halo;
  for (const alike of alikeTracks(tracks, nowMs)) {
    const [first] = alike;
    if (first === undefined) continue;
    context.globalAlpha = shadeOf(first, nowMs) / SHADES;
    context.fillStyle = bandColour(first.band, palette);
    for (let i = 0; i < alike.length; i += TOGETHER) {
      context.beginPath();
      for (const each of alike.slice(i, i + TOGETHER))
        traceOutline(context, shapeOfTrack(each.track), each, sidePx, each.track.courseDeg);
      context.stroke();
      context.fill();
    }
  }
  context.restore();
}

/** Those of one colour and shade; their shapes may differ. */
function alikeTracks(tracks: readonly DrawnTrack[], nowMs: number): Iterable<readonly DrawnTrack[]> {
  const groups = new Map<number, DrawnTrack[]>();
  for (const track of tracks) {
    const key = track.band * (SHADES + 1) + shadeOf(track, nowMs);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [track]);
    else group.push(track);
  }
  return groups.values();
}

function shadeOf({ track, motion }: DrawnTrack, nowMs: number): number {
  return Math.round(trackOpacity(track.stale, nowMs - motion.reportedAtMs) * SHADES);
}
