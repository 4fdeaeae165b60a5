import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { UnauthenticatedError, type Access } from '../../access/access.js';
import type { Viewer } from '../../domain/viewer.js';
import { networkOf } from './network-of.js';

/** Too many requests from one address showed nothing good lately. */
export class TooManyAttemptsError extends Error {
  override readonly name = 'TooManyAttemptsError';
  readonly code = 'RATE_LIMITED';
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super('Too many requests from your address showed no good key. Wait a minute, or show one.');
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Finds out who asks.
 *
 * @throws {TooManyAttemptsError} and whatever `Access.authenticate` throws
 */
export type SignIn = (authorization: string | undefined, address: string | null) => Promise<Viewer>;

export const FAILURES_PER_MINUTE = 60;

/**
 * Good keys are never refused because of what others at the same address do: behind a proxy, or a router, all have
 * one. A key cannot be guessed at any rate; this is so that those who try, and those who forgot theirs, cost little.
 */
export function createSignIn(access: Access): SignIn {
  const failures = new RateLimiterMemory({ points: FAILURES_PER_MINUTE, duration: 60 });
  return async (authorization, address) => {
    try {
      return await access.authenticate(authorization);
    } catch (error) {
      if (!(error instanceof UnauthenticatedError)) throw error;
      const retryAfterMs = await failures.consume(networkOf(address)).then(
        () => null,
        (reason: RateLimiterRes) => reason.msBeforeNext,
      );
      throw retryAfterMs === null ? error : new TooManyAttemptsError(retryAfterMs);
    }
  };
}
