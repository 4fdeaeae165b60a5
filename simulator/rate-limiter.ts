const WINDOW_MS = 60_000;

export interface RateLimiter {
  /** Whether this client may ask now; a refused request does not count against it. */
  allows(client: string, nowMs: number): boolean;
  reset(): void;
}

/** DragonSync's limit: `limit` requests per client address in any 60 seconds. */
export function createRateLimiter(limit: number): RateLimiter {
  const answeredMs = new Map<string, number[]>();
  return {
    allows(client, nowMs) {
      const recent = (answeredMs.get(client) ?? []).filter((atMs) => nowMs - atMs < WINDOW_MS);
      answeredMs.set(client, recent);
      if (recent.length >= limit) return false;
      recent.push(nowMs);
      return true;
    },
    reset: () => answeredMs.clear(),
  };
}
