import { type InputIssue, InvalidInputError, KitConflictError } from '../domain/errors.js';
import type { GivenCredentials, KitChange, KitRegistration } from '../domain/fleet.js';
import type { Kit, KitConfig, KitCredentials } from '../domain/kit.js';
import { parseCredentials } from './kit-credentials.js';
import { intervalProblem, intervalsProblem, kitIdProblem, labelProblem, parseApiUrl } from './kit-rules.js';
import type { PollIntervals } from './poll-beats.js';

/** A registration that can be used; `kitId` is null when the kit itself is to say it. */
export type CheckedRegistration = Omit<KitConfig, 'kitId' | 'name'> & {
  readonly kitId: string | null;
  readonly name: string | null;
  readonly credentials: KitCredentials | null;
};

/** What holds for all kits. */
export interface KitDefaults {
  readonly intervals: PollIntervals;
  /** Whether there is a key to encrypt credentials with. */
  readonly canHaveCredentials: boolean;
}

/** @throws {InvalidInputError} with every issue at once */
export function checkRegistration(registration: KitRegistration, defaults: KitDefaults): CheckedRegistration {
  const issues: InputIssue[] = [];
  const kitId = registration.kitId ?? null;
  const name = registration.name ?? null;
  const location = registration.location ?? null;
  if (kitId !== null) note(issues, 'kitId', kitIdProblem(kitId));
  else if (registration.apiUrl == null) note(issues, 'kitId', 'is needed for a kit that pushes');
  else if (registration.probe === false) note(issues, 'kitId', 'is needed when the kit is not probed');
  if (name !== null) note(issues, 'name', labelProblem(name));
  if (location !== null) note(issues, 'location', labelProblem(location));
  const apiUrl = registration.apiUrl == null ? null : checkApiUrl(registration.apiUrl, issues);
  const intervals = checkIntervals(
    {
      pollIntervalMs: registration.pollIntervalMs ?? null,
      statusPollIntervalMs: registration.statusPollIntervalMs ?? null,
    },
    defaults.intervals,
    issues,
  );
  const credentials = checkCredentials(registration.credentials, apiUrl, defaults, issues);
  if (issues.length > 0) throw new InvalidInputError(issues);
  const enabled = registration.enabled ?? true;
  return { kitId, name, apiUrl, location, enabled, ...intervals, credentials: credentials ?? null };
}

/**
 * A kit that made itself known by pushing.
 *
 * @throws {InvalidInputError} that cannot be an id
 */
export function pushKitConfig(kitId: string): KitConfig {
  const message = kitIdProblem(kitId);
  if (message !== null) throw new InvalidInputError([{ path: ['kitId'], message }]);
  return {
    kitId,
    name: kitId,
    location: null,
    apiUrl: null,
    enabled: true,
    pollIntervalMs: null,
    statusPollIntervalMs: null,
  };
}

/**
 * The id for a kit that was given none.
 *
 * @throws {InvalidInputError} the kit reports no serial, or none that can be an id
 */
export function kitIdFromSerial(uid: string | null): string {
  if (uid !== null && kitIdProblem(uid) === null) return uid;
  const message =
    uid === null
      ? 'the kit does not know its serial yet; give a kitId'
      : 'the serial that the kit reports cannot be an id; give a kitId';
  throw new InvalidInputError([{ path: ['input', 'kitId'], message }]);
}

/** Anybody who may push could fill the table otherwise. */
const MAX_PUSH_KITS = 1_000;

/** @throws {InvalidInputError} as many kits push, or are just being registered for it, as may register themselves */
export function refuseMorePushKits(kits: readonly Kit[], underWay: number): void {
  const pushing = kits.filter(({ apiUrl }) => apiUrl === null).length;
  if (pushing + underWay < MAX_PUSH_KITS) return;
  const message = `there are ${MAX_PUSH_KITS} kits that push already; register it with registerKit`;
  throw new InvalidInputError([{ path: ['kitId'], message }]);
}

/**
 * Saves a probe that would only end in a conflict; the store has the last word.
 *
 * @throws {KitConflictError} the id or the address is taken
 */
export function refuseTaken(kits: readonly Kit[], kitId: string | null, apiUrl: string | null): void {
  if (kits.some((kit) => kit.kitId === kitId))
    throw new KitConflictError('kitId', `A kit ${JSON.stringify(kitId)} is registered already.`);
  const there = kits.find((kit) => apiUrl !== null && kit.apiUrl === apiUrl);
  if (there !== undefined)
    throw new KitConflictError(
      'apiUrl',
      `${there.apiUrl} is registered already, as kit ${JSON.stringify(there.kitId)}.`,
    );
}

/** A changed configuration that can be used. */
export interface CheckedChange {
  readonly config: KitConfig;
  /** What the kit is to be asked with from now on; null: nothing; undefined: the same as before. */
  readonly credentials: KitCredentials | null | undefined;
}

/** @throws {InvalidInputError} with every issue at once */
export function applyChange(config: KitConfig, change: KitChange, defaults: KitDefaults): CheckedChange {
  const issues: InputIssue[] = [];
  if (typeof change.name === 'string') note(issues, 'name', labelProblem(change.name));
  if (typeof change.location === 'string') note(issues, 'location', labelProblem(change.location));
  if (change.enabled === null) note(issues, 'enabled', 'must be true or false');
  const apiUrl =
    typeof change.apiUrl === 'string'
      ? checkApiUrl(change.apiUrl, issues)
      : given(change.apiUrl, config.apiUrl);
  const intervals = checkIntervals(
    {
      pollIntervalMs: given(change.pollIntervalMs, config.pollIntervalMs),
      statusPollIntervalMs: given(change.statusPollIntervalMs, config.statusPollIntervalMs),
    },
    defaults.intervals,
    issues,
  );
  const credentials = checkCredentials(change.credentials, apiUrl, defaults, issues);
  if (issues.length > 0) throw new InvalidInputError(issues);
  return {
    config: {
      kitId: config.kitId,
      name: given(change.name, config.name) ?? config.kitId,
      location: given(change.location, config.location),
      apiUrl,
      enabled: change.enabled ?? config.enabled,
      ...intervals,
    },
    // Whoever is at the new address must not get what was meant for the old one.
    credentials: apiUrl === config.apiUrl ? credentials : (credentials ?? null),
  };
}

/** @throws {InvalidInputError} with every issue at once */
export function checkProbe(
  apiUrl: string,
  given: GivenCredentials | null,
): { readonly apiUrl: string; readonly credentials: KitCredentials | null } {
  const parsed = parseApiUrl(apiUrl);
  const login = given === null ? { credentials: null } : parseCredentials(given, ['credentials']);
  if ('apiUrl' in parsed && 'credentials' in login) return { ...parsed, credentials: login.credentials };
  const problem = 'problem' in parsed ? [{ path: ['apiUrl'], message: parsed.problem }] : [];
  throw new InvalidInputError([...problem, ...('issues' in login ? login.issues : [])]);
}

function given<T>(changed: T | undefined, current: T): T {
  return changed === undefined ? current : changed;
}

function note(issues: InputIssue[], field: string, problem: string | null) {
  if (problem !== null) issues.push({ path: ['input', field], message: problem });
}

function checkApiUrl(text: string, issues: InputIssue[]): string {
  const parsed = parseApiUrl(text);
  if ('apiUrl' in parsed) return parsed.apiUrl;
  note(issues, 'apiUrl', parsed.problem);
  return text;
}

/** Null clears, undefined leaves as it is. */
function checkCredentials(
  given: GivenCredentials | null | undefined,
  apiUrl: string | null,
  { canHaveCredentials }: KitDefaults,
  issues: InputIssue[],
): KitCredentials | null | undefined {
  if (given == null) return given;
  if (!canHaveCredentials)
    note(
      issues,
      'credentials',
      'cannot be stored: set SECRETS_KEY to what `openssl rand -hex 32` prints, and start the server again',
    );
  if (apiUrl === null)
    note(issues, 'credentials', 'are for kits with an apiUrl; one that pushes is not asked');
  const parsed = parseCredentials(given, ['input', 'credentials']);
  if ('credentials' in parsed) return parsed.credentials;
  issues.push(...parsed.issues);
  return null;
}

function checkIntervals(
  own: Pick<KitConfig, 'pollIntervalMs' | 'statusPollIntervalMs'>,
  defaults: PollIntervals,
  issues: InputIssue[],
) {
  const before = issues.length;
  if (own.pollIntervalMs !== null) note(issues, 'pollIntervalS', intervalProblem(own.pollIntervalMs));
  if (own.statusPollIntervalMs !== null)
    note(issues, 'statusPollIntervalS', intervalProblem(own.statusPollIntervalMs));
  if (issues.length === before) note(issues, 'pollIntervalS', intervalsProblem(own, defaults));
  // Columns hold whole milliseconds.
  const whole = (ms: number | null) => (ms === null ? null : Math.round(ms));
  return { pollIntervalMs: whole(own.pollIntervalMs), statusPollIntervalMs: whole(own.statusPollIntervalMs) };
}
