import { createHash } from 'node:crypto';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import type { JwtConfig } from '../config.js';
import type { Viewer } from '../domain/viewer.js';
import { UnauthenticatedError, type Access } from './access.js';
import { bearerIn } from './bearer.js';
import { createExpiries } from './expiries.js';
import { viewerOfClaims } from './jwt-claims.js';
import type { JwtKeys } from './jwt-keys.js';

export interface JwtAccessOptions {
  readonly config: Pick<JwtConfig, 'issuer' | 'audience' | 'roleClaim'>;
  readonly keys: JwtKeys;
  /** Takes API keys: kits and nodes have no tokens. */
  readonly byApiKey: Access;
  /** Epoch ms. */
  readonly now: () => number;
}

interface Verified {
  readonly viewer: Omit<Viewer, 'expiresAtMs'>;
  readonly expMs: number;
}

/** So much may the clocks of this server and of who signs tokens differ. */
const LEEWAY_MS = 60_000;
const MAX_TIME_MS = 8.64e15;
const MAX_TOKEN_LENGTH = 16_384;
/** A signature is checked once for all that comes with its token in so long. */
const KEPT_MS = 300_000;
const MAX_KEPT = 10_000;

/** Everybody needs a JSON Web Token, or an API key. */
export function createJwtAccess({ config, keys, byApiKey, now }: JwtAccessOptions): Access {
  const kept = new LRUCache<string, Verified>({ max: MAX_KEPT, ttl: KEPT_MS });
  const whenExpired = createExpiries(now);
  const expected = {
    algorithms: [...keys.algorithms],
    requiredClaims: ['exp', 'sub'],
    clockTolerance: LEEWAY_MS / 1000,
    ...(config.issuer === null ? {} : { issuer: config.issuer }),
    ...(config.audience === null ? {} : { audience: config.audience }),
  };

  const claimsIn = async (text: string): Promise<JWTPayload> => {
    const options = { ...expected, currentDate: new Date(now()) };
    try {
      return (await jwtVerify(text, keys.find, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      // The token does not name its key.
      for await (const key of error) {
        const verified = await jwtVerify(text, key, options).catch(unlessSignedOtherwise);
        if (verified !== null) return verified.payload;
      }
      throw error;
    }
  };

  const verify = async (text: string): Promise<Verified> => {
    try {
      const claims = await claimsIn(text);
      const expMs = Math.min(Math.floor((claims.exp ?? 0) * 1000), MAX_TIME_MS);
      return { viewer: viewerOfClaims(claims, config.roleClaim), expMs };
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new UnauthenticatedError(refusalOf(error));
      throw error;
    }
  };

  return {
    needsKey: true,
    async authenticate(authorization) {
      const text = bearerIn(authorization);
      if (text === null)
        throw new UnauthenticatedError('Send a token or an API key: `Authorization: Bearer …`.');
      if (text.startsWith('air_')) return byApiKey.authenticate(authorization);
      if (text.length > MAX_TOKEN_LENGTH) throw new UnauthenticatedError('The token is too long.');
      const hash = createHash('sha256').update(text).digest('base64');
      let known = kept.get(hash);
      if (known === undefined) {
        known = await verify(text);
        kept.set(hash, known);
      }
      const { viewer, expMs } = known;
      const nowMs = now();
      if (nowMs < expMs) return { ...viewer, expiresAtMs: expMs };
      if (nowMs >= expMs + LEEWAY_MS) throw new UnauthenticatedError('The token has expired.');
      // What is opened before a token expires ends then. Who comes after that goes by a clock that is late.
      return { ...viewer, expiresAtMs: expMs + LEEWAY_MS };
    },
    watch(viewer, end) {
      if (viewer.keyId !== null) return byApiKey.watch(viewer, end);
      return viewer.expiresAtMs === null ? () => undefined : whenExpired(viewer.expiresAtMs, end);
    },
  };
}

function unlessSignedOtherwise(error: unknown): null {
  if (error instanceof errors.JWSSignatureVerificationFailed) return null;
  throw error;
}

/** Says what is wrong with a token only when its signature is good: nothing is to be learned from others. */
function refusalOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `The token cannot be used here: ${error.claim} is ${error.reason === 'missing' ? 'missing' : 'not what it has to be'}.`;
  return 'The token is not valid here.';
}
