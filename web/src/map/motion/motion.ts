import type { Track } from '../../state/app-state.js';
import { mercatorPerMetre, toMercator, type MercatorPoint } from '../mercator.js';
import { placeOf } from '../place.js';

/** A drone turns within seconds; to carry it on for longer would be to invent where it is. */
const CARRIED_ON_MS = { DRONE: 8000, AIRCRAFT: 20_000 } as const;
/** How long it takes from where a track was drawn to where a new report says that it is. */
const GLIDE_MS = 700;
/** Farther than this nothing glides: it is another report of another place. */
const GLIDES_UP_TO_M = 2000;

/**
 * Where a track is drawn between its reports: carried on from the newest one by its speed and course, for a while. A new
 * report does not make it jump; the difference melts away. All times are those of the server, ms.
 */
export interface Motion {
  /** The newest report. */
  readonly reported: MercatorPoint;
  readonly reportedAtMs: number;
  /** Parts of the Mercator square per ms. 0 when the track is not carried on. */
  readonly vx: number;
  readonly vy: number;
  readonly carriedOnMs: number;
  /** Where it was drawn when the report came, seen from where it should have been. */
  readonly offset: MercatorPoint;
  readonly offsetAtMs: number;
}

export interface MotionOptions {
  /** Whether it is carried on and glides. Not for who wants less motion: every report is a jump then. */
  readonly isSmooth: boolean;
}

const NOWHERE_ELSE: MercatorPoint = { x: 0, y: 0 };

/** The motion after a report; null without a position. `before` is the motion of the same track so far. */
export function moveOn(
  before: Motion | null,
  track: Track,
  nowMs: number,
  { isSmooth }: MotionOptions,
): Motion | null {
  const place = placeOf(track);
  if (place === null) return null;
  const perMetre = mercatorPerMetre(place.lat);
  const isCarriedOn = isSmooth && !track.stale && track.speedMps !== null && track.courseDeg !== null;
  const speed = isCarriedOn ? ((track.speedMps ?? 0) * perMetre) / 1000 : 0;
  const course = ((track.courseDeg ?? 0) * Math.PI) / 180;
  const motion: Motion = {
    reported: toMercator(place),
    reportedAtMs: Date.parse(track.observedAt),
    vx: speed * Math.sin(course),
    vy: -speed * Math.cos(course),
    carriedOnMs: CARRIED_ON_MS[track.kind],
    offset: NOWHERE_ELSE,
    offsetAtMs: nowMs,
  };
  if (before === null || !isSmooth) return motion;
  const was = positionAt(before, nowMs);
  const is = positionAt(motion, nowMs);
  const dx = was.x - is.x;
  const offset = { x: dx - Math.round(dx), y: was.y - is.y };
  return Math.hypot(offset.x, offset.y) > GLIDES_UP_TO_M * perMetre ? motion : { ...motion, offset };
}

/** Where it is drawn. */
export function positionAt(motion: Motion, nowMs: number): MercatorPoint {
  const { reported, reportedAtMs, vx, vy, carriedOnMs, offset, offsetAtMs } = motion;
  // Clocks differ: a report from the future is one of now.
  const carriedMs = Math.max(0, Math.min(carriedOnMs, nowMs - reportedAtMs));
  const left = Math.max(0, 1 - Math.max(0, nowMs - offsetAtMs) / GLIDE_MS);
  // Squared, it arrives gently.
  const share = left * left;
  return {
    x: reported.x + vx * carriedMs + offset.x * share,
    y: reported.y + vy * carriedMs + offset.y * share,
  };
}

/** How fast it is drawn moving, parts of the Mercator square per second: 0 when it stands still until the next report. */
export function speedAt(motion: Motion, nowMs: number): number {
  const { vx, vy, reportedAtMs, carriedOnMs, offset, offsetAtMs } = motion;
  const carried = nowMs - reportedAtMs < carriedOnMs ? Math.hypot(vx, vy) * 1000 : 0;
  const left = 1 - (nowMs - offsetAtMs) / GLIDE_MS;
  const gliding = left > 0 ? (Math.hypot(offset.x, offset.y) * 2 * left * 1000) / GLIDE_MS : 0;
  return carried + gliding;
}
