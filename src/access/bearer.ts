const BEARER = /^Bearer +(\S+)$/i;

/** What follows `Bearer` in what a client sent as `Authorization`; null when that is anything else. */
export function bearerIn(authorization: string | undefined): string | null {
  return BEARER.exec(authorization ?? '')?.[1] ?? null;
}
