/** DragonSync itself says 60 s; nobody keeps us away for longer than this. */
const LONGEST_MS = 3_600_000;
/** What DragonSync would say. */
const DEFAULT_MS = 60_000;

/** How long to stay away after 429, from a Retry-After header in seconds or as an HTTP date. */
export function retryAfterMs(header: string | undefined, nowMs: number): number {
  const text = header?.trim() ?? '';
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(waitMs) ? DEFAULT_MS : Math.min(LONGEST_MS, Math.max(0, waitMs));
}
