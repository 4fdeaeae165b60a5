import { parseDurationMs } from '../domain/duration.js';
import { InvalidInputError, RangeTooLargeError } from '../domain/errors.js';
import type { TimeRange } from '../domain/time-range.js';
import { builder } from './builder.js';

/** Rows of a month; who wants more asks for it month by month. */
const MAX_DAYS = 31;
const DAY_MS = 86_400_000;

/** How far ahead of our clock a kit's may be without anything being corrected, generously. */
const CLOCK_TOLERANCE_MS = 10_000;

export const TimeRangeInput = builder.inputType('TimeRange', {
  description:
    `A stretch of time of at most ${MAX_DAYS} days: either \`from\`, with or without \`to\`, or \`last\`. ` +
    'Examples: `{last: "PT1H"}`, `{from: "2026-11-21T00:00:00Z", to: "2026-11-22T00:00:00Z"}`.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', description: 'Begins here; this instant belongs to the range.' }),
    to: t.field({
      type: 'DateTime',
      description:
        'Ends here; this instant does not belong to the range. Absent: now. Only together with `from`.',
    }),
    last: t.field({
      type: 'Duration',
      description: 'The time before now, for example `PT15M`. Instead of `from` and `to`.',
    }),
  }),
});

/**
 * The range in epoch milliseconds. One that ends now also takes in what kits whose clock is a little
 * ahead have reported.
 *
 * @throws {InvalidInputError} ends before it starts, or not exactly one of `from` and `last`
 * @throws {RangeTooLargeError} longer than 31 days
 */
export function resolveTimeRange(given: typeof TimeRangeInput.$inferInput, nowMs: number): TimeRange {
  const range = anyTimeRange(given, nowMs);
  // Ranges that end now are a little longer.
  const lengthMs = range.toMs - range.fromMs - CLOCK_TOLERANCE_MS;
  if (lengthMs <= MAX_DAYS * DAY_MS) return range;
  throw new RangeTooLargeError(
    `The range is ${Math.ceil(lengthMs / DAY_MS)} days long, and at most ${MAX_DAYS} are read at once: ` +
      'ask for a part of it with from and to, and for the other parts in further requests.',
  );
}

function anyTimeRange({ from, to, last }: typeof TimeRangeInput.$inferInput, nowMs: number): TimeRange {
  const refuse = (field: string, message: string) =>
    new InvalidInputError([{ path: ['range', field], message }]);
  const openEndMs = nowMs + CLOCK_TOLERANCE_MS;
  if (last != null) {
    if (from != null || to != null) throw refuse('last', 'Give either last, or from and to, not both.');
    const lastMs = parseDurationMs(last);
    if (lastMs === null)
      throw refuse(
        'last',
        `${JSON.stringify(last)} must be weeks, days, hours, minutes or seconds, for example PT15M or P7D.`,
      );
    return { fromMs: Math.max(0, nowMs - lastMs), toMs: openEndMs };
  }
  if (from == null) throw refuse('from', 'Give from (and to, if the range has ended), or last.');
  if (to == null) return { fromMs: from, toMs: Math.max(from, openEndMs) };
  if (to < from) {
    throw refuse(
      'to',
      `The range ends (${new Date(to).toISOString()}) before it starts (${new Date(from).toISOString()}).`,
    );
  }
  return { fromMs: from, toMs: to };
}
