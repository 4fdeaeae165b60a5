import type { Actor } from './actor.js';
import type { Kit, KitConfig, KitProgress } from './kit.js';

/** What changes an existing kit. */
export type KitOperation = 'updateKit' | 'setKitEnabled';

/** A configuration to store. */
export interface KitEntry extends KitConfig {
  /** What the kit is to be asked with, encrypted; null: nothing; absent: as before, which for a new kit is nothing. */
  readonly sealedCredentials?: Buffer | null | undefined;
}

/**
 * Where kits are kept; the truth about which kits exist. Implemented by `src/db/kits.ts`. Each change is in the audit
 * log, as the actor's, when it is stored.
 */
export interface KitStore {
  /** All kits, sorted by kitId. */
  list(): Promise<Kit[]>;
  /** Encrypted, by kit id. */
  sealedCredentials(): Promise<ReadonlyMap<string, Buffer>>;
  /** @throws {KitConflictError} the kit id or the address is taken */
  insert(config: KitEntry, actor: Actor): Promise<Kit>;
  /** Adds the kits whose id and address are both new; leaves the others as they are. Returns what was added. */
  insertMissing(configs: readonly KitConfig[], actor: Actor): Promise<Kit[]>;
  /**
   * Stores the configuration of an existing kit. Credentials that are not given anew end with the address.
   *
   * @param operation as the audit log is to call it
   * @throws {KitConflictError} the address is taken
   * @throws {KitNotFoundError} no kit of that id
   */
  update(config: KitEntry, actor: Actor, operation: KitOperation): Promise<Kit>;
  /** False when there was none. With `deleteHistory` everything that it reported goes too. */
  remove(kitId: string, options: { readonly deleteHistory: boolean }, actor: Actor): Promise<boolean>;
  /** Stores what collectors found out; kits that are gone by now are ignored. `lastSeenMs` never moves back. */
  saveProgress(progress: readonly KitProgress[]): Promise<void>;
}
