import { toNumber } from '../../domain/decimal.js';
import { cleanText } from '../../domain/text.js';
import type { Position } from '../../domain/track.js';
import type { JsonObject } from '../../domain/json.js';

/** What receivers write where they know nothing. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(['', 'n/a', 'unknown', 'undefined', 'none', 'null']);
const LONGEST_PLACEHOLDER = 9;

/** Text that says something, cleaned; null for anything else. */
export function toText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = cleanText(value).trim();
  return text.length <= LONGEST_PLACEHOLDER && PLACEHOLDERS.has(text.toLowerCase()) ? null : text;
}

/** Text that names something; its spaces are part of the name. Null when nothing is left of it. */
export function toId(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = cleanText(value);
  return text.trim() === '' ? null : text;
}

/*
 * Each reads a field of a record: what a kit sends for "unknown" (`sentinels`) becomes null. Whether a number can
 * be true is for the validation to judge; only what it cannot know leaves a remark in `warnings` here.
 */

export function numberIn(record: JsonObject, key: string): number | null {
  return toNumber(record[key]);
}

export function textIn(record: JsonObject, key: string): string | null {
  return toText(record[key]);
}

/** A number times `scale`, to a thousandth; `sentinels` are compared before. */
export function measureIn(
  record: JsonObject,
  key: string,
  sentinels: readonly number[],
  scale?: number,
): number | null {
  const value = toNumber(record[key]);
  if (value === null || sentinels.includes(value)) return null;
  return scale === undefined ? value : toThousandths(value * scale);
}

/** Kits send 0/0 for a place that they do not know. */
export function placeIn(
  record: JsonObject,
  latKey: string,
  lonKey: string,
): Pick<Position, 'lat' | 'lon'> | null {
  const lat = toNumber(record[latKey]);
  const lon = toNumber(record[lonKey]);
  return lat === null || lon === null || (lat === 0 && lon === 0) ? null : { lat, lon };
}

/** Where an aircraft says it is. That it says 0/0 is worth a remark: it may know no better, or be forged. */
export function ownPlaceIn(record: JsonObject, warnings: string[]): Pick<Position, 'lat' | 'lon'> | null {
  const place = placeIn(record, 'lat', 'lon');
  if (place === null && numberIn(record, 'lat') === 0 && numberIn(record, 'lon') === 0)
    warnings.push('position 0/0 is no place');
  return place;
}

/** Degrees. 361 is Remote ID's "unknown". */
export function courseIn(record: JsonObject, key: string): number | null {
  const course = toNumber(record[key]);
  if (course === 361) return null;
  return course === 360 ? 0 : course;
}

/**
 * MHz. Above 100,000 it was sent as Hz. Below 10 it is a number of kHz that DragonSync took for
 * Hz: no receiver of a kit hears that low.
 */
export function frequencyMhzIn(record: JsonObject, key: string, warnings: string[]): number | null {
  const value = toNumber(record[key]);
  if (value === null || value === 0) return null;
  const mhz = value > 1e5 ? value / 1e6 : value;
  if (mhz < 0 || mhz >= 10) return mhz;
  const guessedMhz = Number((mhz * 1000).toPrecision(12));
  warnings.push(`frequencyMhz ${mhz} was taken for ${guessedMhz}`);
  return guessedMhz;
}

/** Numbers too large for it stay as they are, rather than become infinite. */
function toThousandths(value: number): number {
  const rounded = Math.round(value * 1000) / 1000;
  return Number.isFinite(rounded) ? rounded : value;
}
