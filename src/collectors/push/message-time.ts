import type { JsonObject } from '../../domain/json.js';

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const ISO_8601 =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,12})?)?)([Zz]|[+-]\d{2}:?\d{2})?$/;
/** Longer than any time that somebody writes. */
const MAX_LENGTH = 64;

/** Smallest numbers that are ms, µs and ns: as seconds they would be beyond the year 5000, as ms so in turn, … */
const FIRST_MS = 1e11;
const FIRST_US = 1e14;
const FIRST_NS = 1e17;
const NO_TIME = 1e20;

/** Where logs have their time; without one they have that of their batch. */
export const LOG_TIME_FIELDS = ['time', 'observed_at', 'timestamp', '@timestamp', 'ts'];

/**
 * A time as senders write it, in epoch ms; null when it is none. Numbers, also as text, are seconds, ms, µs
 * or ns by their size. ISO 8601 without a zone is UTC.
 */
export function timeMs(value: unknown): number | null {
  if (typeof value === 'number') return epochMs(value);
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return null;
  const text = value.trim();
  if (DECIMAL.test(text)) return epochMs(Number(text));
  const [, date, time, zone] = ISO_8601.exec(text) ?? [];
  if (date === undefined || time === undefined) return null;
  const ms = Date.parse(`${date}T${time.replace(',', '.')}${(zone ?? 'Z').toUpperCase()}`);
  return Number.isFinite(ms) ? ms : null;
}

function epochMs(value: number): number | null {
  if (!(Math.abs(value) < NO_TIME)) return null;
  if (value < FIRST_MS) return Math.round(value * 1000);
  if (value < FIRST_US) return Math.round(value);
  return Math.round(value / (value < FIRST_NS ? 1e3 : 1e6));
}

/** The first of these fields that is a time; null when none is. */
export function timeIn(
  message: JsonObject,
  fields: readonly string[],
): { readonly field: string; readonly ms: number } | null {
  for (const field of fields) {
    const ms = timeMs(message[field]);
    if (ms !== null) return { field, ms };
  }
  return null;
}
