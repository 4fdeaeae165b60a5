import { ROLES, SCOPES_OF, type Role, type Scope } from './viewer.js';

/** One thing that is wrong with what somebody sent. `path` leads to it, e.g. `['input', 'apiUrl']`. */
export interface InputIssue {
  readonly path: readonly string[];
  readonly message: string;
}

/** What was given cannot be used. Lists everything that is wrong, not only the first. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  readonly code = 'BAD_USER_INPUT';
  readonly issues: readonly InputIssue[];

  constructor(issues: readonly InputIssue[]) {
    super(issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
    this.issues = issues;
  }
}

/** More time is asked for than is read at once. */
export class RangeTooLargeError extends Error {
  override readonly name = 'RangeTooLargeError';
  readonly code = 'RANGE_TOO_LARGE';
}

const either = new Intl.ListFormat('en', { type: 'disjunction' });

/** Whoever asks is known, and may not do this. The message says who may. */
export class ForbiddenError extends Error {
  override readonly name = 'ForbiddenError';
  readonly code = 'FORBIDDEN';
  readonly scope: Scope;

  /** @param scope what it takes @param role what the one who asks is @param what it is, to begin a sentence */
  constructor(scope: Scope, role: Role, what = 'This') {
    const roles = either.format(ROLES.filter((one) => SCOPES_OF[one].includes(scope)));
    super(
      scope === 'PII'
        ? `${what} takes the scope PII, which the role ${roles} has, and a VIEWER who was given it.`
        : `${what} takes the role ${roles}; yours is ${role}.`,
    );
    this.scope = scope;
  }
}

/** The kit id or the address already belongs to a registered kit. */
export class KitConflictError extends Error {
  override readonly name = 'KitConflictError';
  readonly code = 'CONFLICT';
  /** Which of the two is taken. */
  readonly field: 'kitId' | 'apiUrl';

  constructor(field: 'kitId' | 'apiUrl', message: string, options?: { cause: unknown }) {
    super(message, options);
    this.field = field;
  }
}

/** Nothing has the id that was given. */
export class NotFoundError extends Error {
  override readonly name: string = 'NotFoundError';
  readonly code = 'NOT_FOUND';
}

export class KitNotFoundError extends NotFoundError {
  override readonly name = 'KitNotFoundError';
  readonly kitId: string;

  constructor(kitId: string) {
    super(`No kit has the id ${JSON.stringify(kitId)}.`);
    this.kitId = kitId;
  }
}

/** Kits cannot be changed or asked yet, or no longer. */
export class FleetUnavailableError extends Error {
  override readonly name = 'FleetUnavailableError';
  readonly code = 'UNAVAILABLE';

  constructor(phase: 'starting' | 'stopping') {
    super(
      phase === 'starting'
        ? 'The server is still starting: it is waiting for its database. Try again shortly.'
        : 'The server is being stopped. Try again when it is back.',
    );
  }
}

/** Nothing that speaks DragonSync answered at the address. */
export class KitUnreachableError extends Error {
  override readonly name = 'KitUnreachableError';
  readonly code = 'KIT_UNREACHABLE';
  readonly apiUrl: string;

  constructor(apiUrl: string, reason: string, options?: { cause: unknown }) {
    super(`No DragonSync kit answered at ${apiUrl}: ${reason}`, options);
    this.apiUrl = apiUrl;
  }
}
