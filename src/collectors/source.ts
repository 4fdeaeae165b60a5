import type { DeadLetterFormat } from '../domain/dead-letter.js';
import type { KitProbe } from '../domain/fleet.js';
import type { Kit, KitCredentials } from '../domain/kit.js';
import type { Observation } from '../domain/observation.js';
import type { Position } from '../domain/track.js';

/** Whose fields a record has: DragonSync's of this kind. */
export type RecordFormat = Exclude<DeadLetterFormat, 'message' | 'observation'>;

/** A record that could not be understood. It costs only itself. */
export interface Reject {
  readonly type: Observation['type'];
  /** One of a few fixed texts, so that rejects can be counted by it. */
  readonly reason: string;
  readonly format: RecordFormat;
  /** The record itself, as it was parsed. Hostile: it may be anything that JSON can say. */
  readonly record: unknown;
}

/** What a poll is to read. At least one of them is true. */
export interface PollRequest {
  /** Drones and aircraft. */
  readonly drones: boolean;
  readonly signals: boolean;
  /** What the kit says about itself. */
  readonly status: boolean;
}

export type TakeObservations = (observations: readonly Observation[]) => void;

export interface PollResult {
  /** All that the poll brought, repeats included; `take` had them already. */
  readonly observations: readonly Observation[];
  readonly rejects: readonly Reject[];
  /** What went wrong without spoiling the poll, e.g. signals that could not be read; null when nothing did. */
  readonly problem: string | null;
  /** How long the source asked to be left alone, although the poll went well; null when it did not ask. */
  readonly restMs: number | null;
  /** Null when the kit did not say, or does not know. */
  readonly uid: string | null;
  /** The kit's own position; null when it did not say, or has no fix. */
  readonly position: Position | null;
  /** Kit clock minus ours, as used for these observations. */
  readonly clockOffsetMs: number;
}

/** Counts since the source was made. A retry is a request of its own. */
export interface RequestCounters {
  readonly requests: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** Where one kit's observations come from. Polls of one source never overlap. */
export interface Source {
  /** E.g. `dragonsync:kit-001`. */
  readonly name: string;
  /** Kit clock minus ours as measured at the last answer; null before the first. */
  clockSkewMs(): number | null;
  counters(): RequestCounters;
  /** The shortest time from one request to the next, in milliseconds, that the kit bears from now on. */
  paceMs(): number;
  /**
   * Reads what the kit reports now, within the source's own deadline. Records it cannot understand
   * come back as `rejects`, so that one bad record never costs the rest. `take` gets the observations
   * of each answer as soon as they are understood: a slow part of a poll must not delay the others.
   *
   * @throws {SourceError} no usable answer; worth trying again after a while
   * @throws {SourceBusyError} the kit must not be asked yet; nothing was asked
   */
  poll(request: PollRequest, signal: AbortSignal, take: TakeObservations): Promise<PollResult>;
}

/** What a kit is asked with. */
export interface KitLogin {
  readonly credentials: KitCredentials | null;
  /** Why it is asked without those that are stored, in words; null when that is not so. */
  readonly problem: string | null;
}

export const noLogin: KitLogin = { credentials: null, problem: null };

/** Where a source is to be made for. */
type SourceAddress = Pick<Kit, 'kitId' | 'clockOffsetMs'> & {
  readonly apiUrl: string;
  /** @default none is needed */
  readonly login?: KitLogin;
};

/** One way of reaching kits. `createDragonSync` is the first. */
export interface SourceKind {
  createSource(kit: SourceAddress): Source;
  /**
   * Reaches whatever is at the address and says what it is.
   *
   * @throws {KitUnreachableError} nothing that speaks this protocol answered
   */
  probe(apiUrl: string, credentials?: KitCredentials | null): Promise<KitProbe>;
}

export interface SourceErrorOptions {
  readonly reachable: boolean;
  readonly retryAfterMs: number | null;
  /** @default the message */
  readonly detail?: string;
  readonly cause?: unknown;
}

/** A source gave no usable answer. */
export class SourceError extends Error {
  override readonly name: string = 'SourceError';
  readonly code = 'SOURCE_FAILED';
  /** True when something answered, but wrongly; false when nothing did. */
  readonly reachable: boolean;
  /** How long the source asked to be left alone; null when it did not ask. */
  readonly retryAfterMs: number | null;
  /** For the log; may tell more than the message, which everybody sees who sees the kit. */
  readonly detail: string;

  constructor(message: string, { reachable, retryAfterMs, detail = message, cause }: SourceErrorOptions) {
    super(message, { cause });
    this.detail = detail;
    this.reachable = reachable;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The kit's request budget is used up. This says nothing about the kit. */
export class SourceBusyError extends Error {
  override readonly name = 'SourceBusyError';
  readonly code = 'SOURCE_BUSY';
  readonly retryInMs: number;

  constructor(retryInMs: number) {
    super(`the kit's request budget is used up for another ${Math.ceil(retryInMs / 1000)} s`);
    this.retryInMs = retryInMs;
  }
}
