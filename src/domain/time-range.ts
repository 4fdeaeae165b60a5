/** Epoch milliseconds; `fromMs` belongs to it, `toMs` does not. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** 9999-12-31T23:59:59.999Z: the last instant that ISO 8601 writes with four digits of year. */
const LAST_INSTANT_MS = 253_402_300_799_999;

/** Epoch ms of an instant that something can have been observed at: from 1970 on, as far as four digits go. */
export function isInstant(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= LAST_INSTANT_MS;
}
