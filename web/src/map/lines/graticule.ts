import type { Bounds } from '../../state/app-state.js';

/** In seconds of arc, each a part of a degree or some of them: 30°, 20°, … 1°, 30′, … 1′, 30″, … 1″. */
const STEPS_S = [
  108_000, 72_000, 36_000, 18_000, 7200, 3600, 1800, 1200, 600, 300, 120, 60, 30, 20, 10, 5, 2, 1,
] as const;

/** The finest step whose lines are at least so far apart. Seconds of arc. */
export function graticuleStepS(pixelsPerDegree: number, apartPx: number): number {
  const wide = STEPS_S.filter((step) => (step / 3600) * pixelsPerDegree >= apartPx);
  return wide.at(-1) ?? STEPS_S[0];
}

/** Where lines are between two degrees, in seconds of arc, as whole numbers so that nothing drifts. */
export function linesBetween(fromDeg: number, toDeg: number, stepS: number): number[] {
  const lines: number[] = [];
  for (let at = Math.ceil((fromDeg * 3600) / stepS) * stepS; at <= toDeg * 3600; at += stepS) lines.push(at);
  return lines;
}

/** Longitudes across the antimeridian go on beyond 180. */
export function lonSpan({ minLon, maxLon }: Bounds): { readonly from: number; readonly to: number } {
  return { from: minLon, to: maxLon < minLon ? maxLon + 360 : maxLon };
}

/** `47°30′ N`, as fine as it has to be. */
export function formatArc(arcS: number, positive: string, negative: string): string {
  const total = Math.abs(arcS);
  const degrees = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = total % 60;
  const two = (n: number) => String(n).padStart(2, '0');
  const fine = seconds !== 0 ? `${two(minutes)}′${two(seconds)}″` : minutes !== 0 ? `${two(minutes)}′` : '';
  const side = arcS === 0 ? '' : ` ${arcS > 0 ? positive : negative}`;
  return `${degrees}°${fine}${side}`;
}
