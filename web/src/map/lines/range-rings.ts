import type { UnitSystem } from '../../format/units.js';

/** What people count distances on a map in. */
const UNITS: Readonly<Record<UnitSystem, { readonly symbol: string; readonly metres: number }>> = {
  metric: { symbol: 'km', metres: 1000 },
  imperial: { symbol: 'mi', metres: 1609.344 },
  nautical: { symbol: 'NM', metres: 1852 },
};
const APART_PX = 80;

export interface RangeRing {
  readonly radiusM: number;
  /** `5 km`: a round number, so that it needs no decimals to be exact. */
  readonly text: string;
}

/** Rings around a kit, from the inside: 1, 2 or 5 times a power of ten of the unit apart. */
export function rangeRings(pixelsPerMetre: number, units: UnitSystem, count: number): RangeRing[] {
  const { symbol, metres } = UNITS[units];
  const least = APART_PX / pixelsPerMetre / metres;
  const power = 10 ** Math.floor(Math.log10(least));
  // A tiny bit less than enough is enough: 0.1 + 0.2 is not 0.3.
  const step = [1, 2, 5].map((times) => times * power).find((candidate) => candidate >= least * 0.999_999);
  return Array.from({ length: count }, (_, i) => {
    const distance = (i + 1) * (step ?? 10 * power);
    return { radiusM: distance * metres, text: textOf(distance, symbol) };
  });
}

function textOf(distance: number, symbol: string): string {
  // Below a kilometre people say metres; of miles they say parts.
  if (symbol === 'km' && distance < 1) return `${Math.round(distance * 1000)} m`;
  return `${Number(distance.toPrecision(6))} ${symbol}`;
}
