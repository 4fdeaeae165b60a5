import { type InputIssue, InvalidInputError, KitConflictError } from '../domain/errors.js';
import type { KitChange, KitRegistration } from '../domain/fleet.js';
import type { Kit, KitConfig } from '../domain/kit.js';
import { intervalProblem, intervalsProblem, kitIdProblem, labelProblem, parseApiUrl } from './kit-rules.js';
import type { PollIntervals } from './poll-beats.js';

/** A registration that can be used; `kitId` is null when the kit itself is to say it. */
export type CheckedRegistration = Omit<KitConfig, 'kitId' | 'name'> & {
  readonly kitId: string | null;
  readonly name: string | null;
};

/** @throws {InvalidInputError} with every issue at once */
export function checkRegistration(
  registration: KitRegistration,
  defaults: PollIntervals,
): CheckedRegistration {
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
    defaults,
    issues,
  );
  if (issues.length > 0) throw new InvalidInputError(issues);
  return { kitId, name, apiUrl, location, enabled: registration.enabled ?? true, ...intervals };
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
    throw new KitConflictError(`A kit ${JSON.stringify(kitId)} is registered already.`);
  const there = kits.find((kit) => apiUrl !== null && kit.apiUrl === apiUrl);
  if (there !== undefined)
    throw new KitConflictError(
      `${there.apiUrl} is registered already, as kit ${JSON.stringify(there.kitId)}.`,
    );
}

/** @throws {InvalidInputError} with every issue at once */
export function applyChange(config: KitConfig, change: KitChange, defaults: PollIntervals): KitConfig {
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
    defaults,
    issues,
  );
  if (issues.length > 0) throw new InvalidInputError(issues);
  return {
    kitId: config.kitId,
    name: given(change.name, config.name) ?? config.kitId,
    location: given(change.location, config.location),
    apiUrl,
    enabled: change.enabled ?? config.enabled,
    ...intervals,
  };
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
