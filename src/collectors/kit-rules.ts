import { budgetProblem } from '../domain/request-budget.js';
import type { PollIntervals } from './poll-beats.js';

const KIT_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
const MAX_NAME_LENGTH = 128;
const MAX_URL_LENGTH = 2_048;
const CONTROLS = /\p{Cc}/u;

/** What is wrong with a kit id, or null. */
export function kitIdProblem(kitId: string): string | null {
  return KIT_ID.test(kitId)
    ? null
    : 'must be 1 to 64 letters, digits or any of . _ : - and begin with a letter or a digit';
}

/** What is wrong with a name or a location, or null. */
export function labelProblem(label: string): string | null {
  if (label.trim() === '') return 'must not be empty';
  if (label.length > MAX_NAME_LENGTH) return `must be at most ${MAX_NAME_LENGTH} characters long`;
  return CONTROLS.test(label) || /\p{Surrogate}/u.test(label) ? 'must not contain control characters' : null;
}

/** The base URL of a kit's API in its one normal form, without a trailing slash; or what is wrong with it. */
export function parseApiUrl(text: string): { readonly apiUrl: string } | { readonly problem: string } {
  if (text.length > MAX_URL_LENGTH) return { problem: `must be at most ${MAX_URL_LENGTH} characters long` };
  // URL drops some of these silently.
  if (CONTROLS.test(text) || /\s/.test(text))
    return { problem: 'must not contain spaces or control characters' };
  if (!URL.canParse(text)) return { problem: 'must be a URL such as http://192.168.1.100:8088' };
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { problem: 'must begin with http:// or https://' };
  if (url.username !== '' || url.password !== '')
    return { problem: 'must not contain a user name or password' };
  if (url.pathname !== '/' || /[?#]/.test(text)) return { problem: 'must end after the host and port' };
  return { apiUrl: url.origin };
}

/** What is wrong with a kit's intervals, with the arithmetic, or null. Null intervals are the defaults. */
export function intervalsProblem(
  own: { readonly [K in keyof PollIntervals]: number | null },
  defaults: PollIntervals,
): string | null {
  const pollIntervalMs = own.pollIntervalMs ?? defaults.pollIntervalMs;
  const statusPollIntervalMs = own.statusPollIntervalMs ?? defaults.statusPollIntervalMs;
  return budgetProblem(pollIntervalMs, statusPollIntervalMs);
}

const SHORTEST_INTERVAL_MS = 50;
const LONGEST_INTERVAL_MS = 86_400_000;

/** What is wrong with one interval, or null. */
export function intervalProblem(intervalMs: number): string | null {
  return intervalMs >= SHORTEST_INTERVAL_MS && intervalMs <= LONGEST_INTERVAL_MS
    ? null
    : `must be between ${SHORTEST_INTERVAL_MS / 1000} and ${LONGEST_INTERVAL_MS / 1000} seconds`;
}
