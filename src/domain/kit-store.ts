import type { Kit, KitConfig, KitProgress } from './kit.js';

/** Where kits are kept; the truth about which kits exist. Implemented by `src/db/kits.ts`. */
export interface KitStore {
  /** All kits, sorted by kitId. */
  list(): Promise<Kit[]>;
  /** @throws {KitConflictError} the kit id or the address is taken */
  insert(config: KitConfig): Promise<Kit>;
  /** Adds the kits whose id and address are both new; leaves the others as they are. Returns what was added. */
  insertMissing(configs: readonly KitConfig[]): Promise<Kit[]>;
  /**
   * Stores the configuration of an existing kit.
   *
   * @throws {KitConflictError} the address is taken
   * @throws {KitNotFoundError} no kit of that id
   */
  update(config: KitConfig): Promise<Kit>;
  /** False when there was none. With `deleteHistory` everything that it reported goes too. */
  remove(kitId: string, options: { readonly deleteHistory: boolean }): Promise<boolean>;
  /** Stores what collectors found out; kits that are gone by now are ignored. `lastSeenMs` never moves back. */
  saveProgress(progress: readonly KitProgress[]): Promise<void>;
}
