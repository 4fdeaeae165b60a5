import { UNKNOWN } from './unknown.js';

/** Three digits, as courses are read out. 359.6° is north, so it is 000°. */
export function formatCourse(courseDeg: number | null): string {
  if (courseDeg === null) return UNKNOWN;
  return `${String(((Math.round(courseDeg) % 360) + 360) % 360).padStart(3, '0')}°`;
}

/** A share of 0 to 1. Almost all is not all: 0.999 is 99 %. */
export function formatShare(share: number | null): string {
  return share === null ? UNKNOWN : `${Math.floor(share * 100 + 1e-9)} %`;
}

export function formatPercent(percent: number | null): string {
  return percent === null ? UNKNOWN : `${Math.round(percent)} %`;
}

/** `1 kit`, `2 kits`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
