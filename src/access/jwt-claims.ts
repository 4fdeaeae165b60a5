import type { JWTPayload } from 'jose';
import { kitIdProblem } from '../collectors/kit-rules.js';
import { cleanText, cutText } from '../domain/text.js';
import { ROLES, scopesFor, type Role, type Viewer } from '../domain/viewer.js';
import { UnauthenticatedError } from './access.js';

/** Somebody with several roles has the first of these. */
const HIGHEST_FIRST: readonly Role[] = ['ADMIN', 'OPERATOR', 'VIEWER', 'INGEST'];

const MAX_NAME_LENGTH = 100;
/** OpenID Connect allows no longer ones. */
const MAX_SUBJECT_LENGTH = 255;

/**
 * Who a token is about, whose signature and times are known to be good. What it says is text that somebody
 * else wrote.
 *
 * @throws {UnauthenticatedError} it does not say what has to be known; the message names the claim
 */
export function viewerOfClaims(claims: JWTPayload, roleClaim: string): Omit<Viewer, 'expiresAtMs'> {
  const subject = subjectIn(claims);
  const role = roleIn(claims, roleClaim);
  return {
    name: nameIn(claims) ?? 'somebody without a name',
    role,
    scopes: scopesFor(role, { pii: claims['pii'] === true || wordsOf(claims['scope']).includes('pii') }),
    kitIds: kitIdsIn(claims),
    keyId: null,
    userId: `jwt:${claims.iss ?? ''}|${subject}`,
  };
}

function subjectIn({ sub }: JWTPayload): string {
  if (typeof sub === 'string' && sub !== '' && sub.length <= MAX_SUBJECT_LENGTH) return sub;
  throw new UnauthenticatedError(
    `The token cannot be used here: sub has to be 1 to ${MAX_SUBJECT_LENGTH} characters.`,
  );
}

function roleIn(claims: JWTPayload, roleClaim: string): Role {
  const said = claimAt(claims, roleClaim);
  const names = (Array.isArray(said) ? said : [said]) as readonly unknown[];
  const role = HIGHEST_FIRST.find((known) => names.includes(known.toLowerCase()));
  if (role !== undefined) return role;
  const known = ROLES.map((name) => name.toLowerCase()).join(', ');
  throw new UnauthenticatedError(
    `The token gives no role here: its claim ${roleClaim} has to be, or to contain, one of ${known}.`,
  );
}

/**
 * What the claims hold under a name whose dots lead into objects. Names of claims can have dots themselves, such as
 * `https://airpicture.example/role`: as much of the name as there is a claim for counts.
 */
function claimAt(claims: unknown, name: string): unknown {
  if (typeof claims !== 'object' || claims === null) return undefined;
  if (Object.hasOwn(claims, name)) return (claims as Record<string, unknown>)[name];
  for (let dot = name.lastIndexOf('.'); dot !== -1; dot = name.lastIndexOf('.', dot - 1)) {
    const found = claimAt(ownValue(claims, name.slice(0, dot)), name.slice(dot + 1));
    if (found !== undefined) return found;
    if (dot === 0) break;
  }
  return undefined;
}

function ownValue(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

/** Null: all kits. A list that cannot be understood must not become all. */
function kitIdsIn({ kit_ids: kitIds }: JWTPayload): readonly string[] | null {
  if (kitIds === undefined) return null;
  const isGood = (id: unknown) => typeof id === 'string' && kitIdProblem(id) === null;
  if (Array.isArray(kitIds) && kitIds.length > 0 && kitIds.every(isGood)) return kitIds as string[];
  throw new UnauthenticatedError(
    'The token cannot be used here: kit_ids has to be a list of ids of kits; leave it out for all.',
  );
}

function nameIn(claims: JWTPayload): string | null {
  for (const said of [claims['name'], claims['preferred_username'], claims.sub]) {
    const name = typeof said === 'string' ? cutText(cleanText(said).trim(), MAX_NAME_LENGTH) : '';
    if (name !== '') return name;
  }
  return null;
}

function wordsOf(scope: unknown): readonly string[] {
  return typeof scope === 'string' ? scope.split(' ') : [];
}
