export interface Range {
  readonly min: number;
  readonly max: number;
}

/** What can be true of something near the ground on Earth; anything outside is rubbish. */
export const LATITUDE_DEG: Range = { min: -90, max: 90 };
export const LONGITUDE_DEG: Range = { min: -180, max: 180 };
export const ALTITUDE_M: Range = { min: -500, max: 60_000 };
export const SPEED_MPS: Range = { min: 0, max: 400 };
export const VERTICAL_SPEED_MPS: Range = { min: -150, max: 150 };
export const POWER_DBM: Range = { min: -150, max: 50 };
export const TEMPERATURE_C: Range = { min: -90, max: 200 };
export const PERCENT: Range = { min: 0, max: 100 };

export function isWithin(value: number, { min, max }: Range): boolean {
  return value >= min && value <= max;
}
