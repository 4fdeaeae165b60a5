import { type Range, isWithin, LATITUDE_DEG, LONGITUDE_DEG } from '../../domain/ranges.js';
import { cleanText } from '../../domain/text.js';
import type { Position } from '../../domain/track.js';
import type { JsonObject } from './payload.js';

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** Longer than any number that a kit writes. */
const MAX_DECIMAL_LENGTH = 40;
/** What receivers write where they know nothing. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(['', 'n/a', 'unknown', 'undefined', 'none', 'null']);

/** A number, also when it was sent as a string; null for anything else. */
function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.length > MAX_DECIMAL_LENGTH) return null;
  const text = value.trim();
  if (!DECIMAL.test(text)) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

/** Text that says something, cleaned; null for anything else. */
export function toText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = cleanText(value).trim();
  return PLACEHOLDERS.has(text.toLowerCase()) ? null : text;
}

/** Text that names something; its spaces are part of the name. Null when nothing is left of it. */
export function toId(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = cleanText(value);
  return text.trim() === '' ? null : text;
}

/**
 * Reads the fields of one record. What cannot be true becomes null and leaves a remark in
 * `warnings`; what a kit sends for "unknown" (`sentinels`) becomes null silently.
 */
export function createFieldReader(record: JsonObject) {
  const warnings: string[] = [];

  function plausible(label: string, value: number | null, range: Range, sentinels: readonly number[] = []) {
    if (value === null || sentinels.includes(value)) return null;
    if (isWithin(value, range)) return value;
    warnings.push(`${label} ${value} is out of range`);
    return null;
  }

  return {
    warnings,
    plausible,
    number: (key: string) => toNumber(record[key]),
    text: (key: string) => toText(record[key]),
    /** A number times `scale`, to a thousandth, checked after that; `sentinels` are compared before. */
    measure(key: string, range: Range, options: { sentinels?: readonly number[]; scale?: number } = {}) {
      const value = toNumber(record[key]);
      if (value === null || options.sentinels?.includes(value) === true) return null;
      const scaled = options.scale === undefined ? value : Math.round(value * options.scale * 1000) / 1000;
      return plausible(key, scaled, range);
    },
    /** Kits send 0/0 for a place that they do not know. */
    place(latKey: string, lonKey: string): Pick<Position, 'lat' | 'lon'> | null {
      const lat = toNumber(record[latKey]);
      const lon = toNumber(record[lonKey]);
      if (lat === null || lon === null || (lat === 0 && lon === 0)) return null;
      const plausibleLat = plausible(latKey, lat, LATITUDE_DEG);
      const plausibleLon = plausible(lonKey, lon, LONGITUDE_DEG);
      return plausibleLat === null || plausibleLon === null ? null : { lat: plausibleLat, lon: plausibleLon };
    },
    /** Degrees, 0 ≤ course < 360. 361 is Remote ID's "unknown". */
    course(key: string): number | null {
      const course = plausible(key, toNumber(record[key]), { min: 0, max: 360 }, [361]);
      return course === 360 ? 0 : course;
    },
    /**
     * MHz. Above 100,000 it was sent as Hz. Below 10 it is a number of kHz that DragonSync took for
     * Hz: no receiver of a kit hears that low.
     */
    frequencyMhz(key: string): number | null {
      const value = toNumber(record[key]);
      if (value === null || value === 0) return null;
      if (value < 0) return plausible(key, value, { min: 0, max: Infinity });
      const mhz = value > 1e5 ? value / 1e6 : value;
      if (mhz >= 10) return plausible(key, mhz, { min: 10, max: 1e5 });
      warnings.push(`${key} ${value} was taken for ${Number((mhz * 1000).toPrecision(12))} MHz`);
      return Number((mhz * 1000).toPrecision(12));
    },
  };
}

export type FieldReader = ReturnType<typeof createFieldReader>;
