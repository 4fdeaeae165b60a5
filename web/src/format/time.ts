import { UNKNOWN } from './unknown.js';

export type TimeZoneChoice = 'local' | 'utc';

/** `14:03:07`, with a Z when it is UTC, so that nobody has to remember what is set. */
export function formatClock(timeMs: number, zone: TimeZoneChoice): string {
  const at = partsOf(timeMs, zone);
  return `${two(at.hours)}:${two(at.minutes)}:${two(at.seconds)}${zone === 'utc' ? ' Z' : ''}`;
}

/** `2026-11-22`: sorts, and is read the same on both sides of the Atlantic. */
export function formatDay(timeMs: number, zone: TimeZoneChoice): string {
  const at = partsOf(timeMs, zone);
  return `${String(at.year).padStart(4, '0')}-${two(at.month)}-${two(at.day)}`;
}

export function formatInstant(timeMs: number, zone: TimeZoneChoice): string {
  return `${formatDay(timeMs, zone)} ${formatClock(timeMs, zone)}`;
}

/** Midnight before `timeMs` where the day is counted. */
export function startOfDayMs(timeMs: number, zone: TimeZoneChoice): number {
  const at = partsOf(timeMs, zone);
  return zone === 'utc'
    ? Date.UTC(at.year, at.month - 1, at.day)
    : new Date(at.year, at.month - 1, at.day).getTime();
}

/** One unit is enough to judge by; a clock that is a little ahead is no age below zero. */
export function formatAge(ageMs: number | null): string {
  if (ageMs === null || Number.isNaN(ageMs)) return UNKNOWN;
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

function partsOf(timeMs: number, zone: TimeZoneChoice) {
  const date = new Date(timeMs);
  return zone === 'utc'
    ? {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hours: date.getUTCHours(),
        minutes: date.getUTCMinutes(),
        seconds: date.getUTCSeconds(),
      }
    : {
        year: date.getFullYear(),
        month: date.getMonth() + 1,
        day: date.getDate(),
        hours: date.getHours(),
        minutes: date.getMinutes(),
        seconds: date.getSeconds(),
      };
}

const two = (value: number) => String(value).padStart(2, '0');
