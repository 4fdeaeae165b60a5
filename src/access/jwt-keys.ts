import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import type { JwtConfig } from '../config.js';
import { AccessUnavailableError } from './access.js';
import type { JwtFetch } from './jwt-fetch.js';

/** What tokens may be signed with. */
export interface JwtKeys {
  /** Those of one kind of key: a public key must never do as a shared secret. */
  readonly algorithms: readonly string[];
  /** @throws {AccessUnavailableError} the keys cannot be read now */
  readonly find: JWTVerifyGetKey;
}

const SECRET_ALGORITHMS = ['HS256', 'HS384', 'HS512'];
const PUBLIC_ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

const TIMEOUT_MS = 5_000;
/** A key that is not there makes the keys be read again, but not sooner than this after the last time. */
const COOLDOWN_MS = 30_000;
/** A key that its owner took back is good for so long at most. */
const MAX_AGE_MS = 600_000;

/** Nothing is read before the first token comes: the server starts without those who sign tokens. */
export function createJwtKeys({ secret, jwksUrl, issuer }: JwtConfig, fetch: JwtFetch): JwtKeys {
  if (secret !== null) {
    const bytes = new TextEncoder().encode(secret);
    return { algorithms: SECRET_ALGORITHMS, find: () => Promise.resolve(bytes) };
  }
  const locate = jwksUrl === null ? discoverFrom(issuer ?? '', fetch) : () => Promise.resolve(jwksUrl);
  return { algorithms: PUBLIC_ALGORITHMS, find: publicKeys(locate, fetch) };
}

function publicKeys(locate: () => Promise<string>, fetch: JwtFetch): JWTVerifyGetKey {
  let keySet: Promise<JWTVerifyGetKey> | null = null;
  const open = async () =>
    createRemoteJWKSet(new URL(await locate()), {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: COOLDOWN_MS,
      cacheMaxAge: MAX_AGE_MS,
      [customFetch]: fetch,
    });

  return async (header, token) => {
    try {
      keySet ??= open();
      // Located once; a failure is not kept.
      keySet.catch(() => (keySet = null));
      return await (
        await keySet
      )(header, token);
    } catch (error) {
      if (saysNothingOfOurs(error)) throw error;
      throw new AccessUnavailableError(
        'The keys that tokens are signed with cannot be read. Try again shortly.',
        {
          cause: error,
        },
      );
    }
  };
}

/** The keys could be read, and are not for this token. */
function saysNothingOfOurs(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

/** Where the keys of an OpenID Connect issuer are, as its discovery document says. */
function discoverFrom(issuer: string, fetch: JwtFetch): () => Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  return async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { issuer: named, jwks_uri: jwksUri } = (await response.json()) as Record<string, unknown>;
    // Otherwise one provider could speak for another.
    if (named !== issuer) throw new Error(`${url} is of another issuer than JWT_ISSUER`);
    if (typeof jwksUri !== 'string' || !URL.canParse(jwksUri))
      throw new Error(`${url} does not say where its keys are`);
    if (!['https:', new URL(issuer).protocol].includes(new URL(jwksUri).protocol))
      throw new Error(`${url} says that its keys are at an address without TLS`);
    return jwksUri;
  };
}
