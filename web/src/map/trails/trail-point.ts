import { bandOf } from '../altitude-bands.js';
import { toMercator, type MercatorPoint } from '../mercator.js';
import type { Place } from '../place.js';

/** Where a track was, as it is drawn: of thousands of trails nothing should be worked out twice. */
export interface TrailPoint extends MercatorPoint {
  readonly timeMs: number;
  /** Of its altitude. */
  readonly band: number;
}

export interface TrailReport extends Place {
  readonly timeMs: number;
  readonly altitudeM: number | null;
}

export function toTrailPoint({ timeMs, lat, lon, altitudeM }: TrailReport): TrailPoint {
  return { ...toMercator({ lat, lon }), timeMs, band: bandOf(altitudeM) };
}
