import type { Palette } from './palette.js';

/** A range of altitudes that has one colour: `fromM` is in it, `toM` is in the next. */
export interface AltitudeBand {
  readonly fromM: number;
  readonly toM: number;
}

/**
 * Fine where drones fly, coarse where airliners do. 120 m is where the open category of drones ends in Europe,
 * 3,000 m about where the air of the general aviation does.
 */
const LIMITS_M = [60, 120, 300, 1000, 3000, 6000] as const;

/** From low to high. The lowest has no floor, the highest no ceiling. */
export const altitudeBands: readonly AltitudeBand[] = [-Infinity, ...LIMITS_M].map((fromM, i) => ({
  fromM,
  toM: LIMITS_M[i] ?? Infinity,
}));

/** The index of its band; −1 when the altitude is unknown. */
export function bandOf(altitudeM: number | null): number {
  if (altitudeM === null) return -1;
  return altitudeBands.findIndex(({ toM }) => altitudeM < toM);
}

export function bandColour(band: number, { altitudes, unknownAltitude }: Palette): string {
  return altitudes[band] ?? unknownAltitude;
}

export function altitudeColour(altitudeM: number | null, palette: Palette): string {
  return bandColour(bandOf(altitudeM), palette);
}
