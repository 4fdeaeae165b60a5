import type { Actor } from './actor.js';
import type { CollectorState, Kit, KitConfig } from './kit.js';

/** A bearer token, or a user name and a password. */
export interface GivenCredentials {
  readonly bearer?: string | null | undefined;
  readonly username?: string | null | undefined;
  readonly password?: string | null | undefined;
}

/** A registration as it comes from a person; the fleet checks it and fills in what is absent. */
export interface KitRegistration {
  /** Absent: the serial that the kit reports when it is probed. */
  readonly kitId?: string | null | undefined;
  /** Absent: the kit id. */
  readonly name?: string | null | undefined;
  /** Absent: the kit pushes. It then needs a kitId, and is not probed. */
  readonly apiUrl?: string | null | undefined;
  readonly location?: string | null | undefined;
  readonly enabled?: boolean | null | undefined;
  /** Reach the kit before it is stored; false stores it unseen and then needs a kitId. */
  readonly probe?: boolean | null | undefined;
  readonly pollIntervalMs?: number | null | undefined;
  readonly statusPollIntervalMs?: number | null | undefined;
  /** What it wants to be asked with. Absent: nothing. */
  readonly credentials?: GivenCredentials | null | undefined;
}

/**
 * Undefined leaves a field as it is; null clears it where it can be cleared. Credentials end with the address that they
 * were given for, unless they are given anew.
 */
export type KitChange = {
  readonly [K in 'name' | 'location' | 'apiUrl' | 'enabled' | 'pollIntervalMs' | 'statusPollIntervalMs']?:
    KitConfig[K] | null | undefined;
} & { readonly credentials?: GivenCredentials | null | undefined };

export interface KitProbe {
  readonly apiUrl: string;
  /** Null when the kit does not know its serial yet. */
  readonly uid: string | null;
  readonly drones: number;
  readonly signals: number;
  /** False during the first half minute after a kit's boot. */
  readonly statusAvailable: boolean;
  readonly latencyMs: number;
  /** Kit clock minus ours. */
  readonly clockSkewMs: number | null;
}

export interface PollOutcome {
  readonly ok: boolean;
  readonly observations: number;
  readonly error: string | null;
}

/**
 * The kits and their collectors, as the API sees them. Every change is stored first and then takes
 * effect at once, without touching other kits. It is in the audit log as the actor's. Kits with their newest state are published on the hub.
 *
 * @throws {InvalidInputError} what was given cannot be used; lists every issue with its path
 * @throws {KitConflictError} the kit id, or the address, is taken
 * @throws {KitNotFoundError} no kit of that id
 * @throws {KitUnreachableError} probing failed
 * @throws {FleetUnavailableError} the server is still starting, or being stopped
 */
export interface Fleet {
  register(registration: KitRegistration, actor: Actor): Promise<Kit>;
  update(kitId: string, change: KitChange, actor: Actor): Promise<Kit>;
  setEnabled(kitId: string, enabled: boolean, actor: Actor): Promise<Kit>;
  /** Stops its collector and forgets the kit; its history stays unless `deleteHistory`. */
  remove(kitId: string, options: { readonly deleteHistory: boolean }, actor: Actor): Promise<void>;
  probe(apiUrl: string, credentials?: GivenCredentials | null): Promise<KitProbe>;
  /** Polls out of turn, within the kit's request budget. Null observations count when it was disabled. */
  pollNow(kitId: string): Promise<PollOutcome>;
  /** The newest state from memory, sorted by kitId. */
  kits(): readonly Kit[];
  kit(kitId: string): Kit | null;
  /** Null while the kit is disabled or unknown, and for kits that push. */
  collectorState(kitId: string): CollectorState | null;
}
