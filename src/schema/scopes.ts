import type { AuthFailure } from '@pothos/plugin-scope-auth';
import { ForbiddenError } from '../domain/errors.js';
import type { Scope, Viewer } from '../domain/viewer.js';

/** What the fields of a type, or one field, may ask for. */
export type AuthScopes = Record<Scope, boolean>;

export function scopesOf({ scopes }: Viewer): AuthScopes {
  return {
    READ: scopes.includes('READ'),
    PII: scopes.includes('PII'),
    OPERATE: scopes.includes('OPERATE'),
    ADMIN: scopes.includes('ADMIN'),
    INGEST: scopes.includes('INGEST'),
  };
}

/** For a root field that asks for another scope than its type does. */
export function needs(scope: Scope) {
  return { skipTypeScopes: true, authScopes: { [scope]: true } as Partial<AuthScopes> };
}

/** What is said when `failure` keeps somebody from a field. */
export function refusal(failure: AuthFailure, { role }: Viewer): ForbiddenError {
  // Every rule of ours names a scope. One that names none would be for nobody.
  return new ForbiddenError(missing(failure) ?? 'ADMIN', role);
}

function missing(failure: AuthFailure): Scope | null {
  if ('failures' in failure) return failure.failures[0] === undefined ? null : missing(failure.failures[0]);
  return 'scope' in failure ? (failure.scope as Scope) : null;
}
