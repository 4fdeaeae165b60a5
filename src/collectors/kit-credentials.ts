import type { InputIssue } from '../domain/errors.js';
import type { GivenCredentials } from '../domain/fleet.js';
import type { KitCredentials } from '../domain/kit.js';

/** Kits and the servers in front of them rarely take headers above 8 KiB. */
const MAX_TOKEN_LENGTH = 4_096;
const MAX_NAME_LENGTH = 256;
const MAX_PASSWORD_LENGTH = 1_024;

/** RFC 6750, section 2.1. */
const BEARER = /^[A-Za-z0-9._~+/-]+=*$/;
const CONTROLS = /[\p{Cc}\p{Surrogate}]/u;

/**
 * A bearer token, or a user name and a password.
 *
 * @param path of what was given, for the issues; no issue repeats a secret
 */
export function parseCredentials(
  given: GivenCredentials,
  path: readonly string[],
): { readonly credentials: KitCredentials } | { readonly issues: readonly InputIssue[] } {
  const [bearer, username, password] = [given.bearer ?? null, given.username ?? null, given.password ?? null];
  if ((bearer === null) === (username === null && password === null))
    return { issues: [{ path, message: 'must be either bearer, or username and password' }] };
  const issues: InputIssue[] = [];
  const note = (field: string, message: string | null) => {
    if (message !== null) issues.push({ path: [...path, field], message });
  };
  if (bearer !== null) {
    note('bearer', tokenProblem(bearer));
    return issues.length > 0 ? { issues } : { credentials: { type: 'bearer', token: bearer } };
  }
  note('username', nameProblem(username));
  note('password', textProblem(password, MAX_PASSWORD_LENGTH));
  if (username === null || password === null || issues.length > 0) return { issues };
  return { credentials: { type: 'basic', username, password } };
}

function tokenProblem(token: string): string | null {
  if (token.length > MAX_TOKEN_LENGTH) return `must be at most ${MAX_TOKEN_LENGTH} characters long`;
  return BEARER.test(token) ? null : 'must be letters, digits and any of . _ ~ + / - with = at the end only';
}

function nameProblem(name: string | null): string | null {
  const problem = textProblem(name, MAX_NAME_LENGTH);
  // RFC 7617: the first colon ends it.
  return problem ?? (name?.includes(':') === true ? 'must not contain a colon' : null);
}

function textProblem(text: string | null, maxLength: number): string | null {
  if (text === null || text === '') return 'must not be empty';
  if (text.length > maxLength) return `must be at most ${maxLength} characters long`;
  return CONTROLS.test(text) ? 'must not contain control characters' : null;
}
