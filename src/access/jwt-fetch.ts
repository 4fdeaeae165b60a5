import type { Logger } from 'pino';

export interface JwtFetchOptions {
  readonly logger: Logger;
  /** ms */
  readonly monotonic: () => number;
}

/** Reads JSON at an address. Rejects when it cannot be had, and for a second after that without trying. */
export type JwtFetch = (url: string, init: RequestInit) => Promise<Response>;

const PAUSE_MS = 1_000;
const MAX_CHARACTERS = 1_000_000;

/** Asks those who sign tokens. Tokens that nobody knows must not become a flood of requests to them. */
export function createJwtFetch({ logger, monotonic }: JwtFetchOptions): JwtFetch {
  let isAway = false;
  let retryAtMs = -Infinity;

  return async (url, init) => {
    if (monotonic() < retryAtMs) throw new Error('it could not be read a moment ago');
    try {
      const text = await jsonAt(url, init);
      if (isAway) logger.info({ url }, 'the keys that tokens are signed with can be read again');
      isAway = false;
      return new Response(text);
    } catch (error) {
      retryAtMs = monotonic() + PAUSE_MS;
      if (!isAway)
        logger.warn({ err: error, url }, 'could not read the keys that tokens are signed with; trying again');
      isAway = true;
      throw error;
    }
  };
}

async function jsonAt(url: string, init: RequestInit): Promise<string> {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`expected status 200, got ${response.status}`);
  }
  const text = await response.text();
  if (text.length > MAX_CHARACTERS) throw new Error(`expected at most ${MAX_CHARACTERS} characters`);
  JSON.parse(text);
  return text;
}
