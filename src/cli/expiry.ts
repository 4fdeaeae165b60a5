import { parseDurationMs } from '../domain/duration.js';
import { InvalidInputError } from '../domain/errors.js';
import { DateTime } from '../schema/scalars.js';

/** The last instant whose year has four digits. */
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * When what `--expires` says ends, epoch ms: a duration begins now.
 *
 * @throws {InvalidInputError} it is neither a duration nor an instant
 */
export function expiryOf(text: string, nowMs: number): number {
  const durationMs = parseDurationMs(text);
  const expiresAtMs = durationMs === null ? instantOf(text) : nowMs + durationMs;
  if (expiresAtMs !== null && expiresAtMs <= LATEST_MS) return expiresAtMs;
  const message =
    'must be a length of time from now, such as P90D or PT12H, or an instant, such as 2027-01-31T12:00:00Z';
  throw new InvalidInputError([{ path: ['--expires'], message }]);
}

function instantOf(text: string): number | null {
  try {
    return DateTime.parseValue(text);
  } catch {
    return null;
  }
}
