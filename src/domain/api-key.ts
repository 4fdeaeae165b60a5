import type { Actor } from './actor.js';
import type { Role } from './viewer.js';

/** A credential as it is kept: what was shown once cannot be made of it again. */
export interface ApiKey {
  /** Begins the text of the key; not secret. */
  readonly keyId: string;
  /** Who or what has it. */
  readonly name: string;
  readonly role: Role;
  /** Whether it shows what is about people. */
  readonly pii: boolean;
  /** The only kits whose reports are taken with it; null: of all. */
  readonly kitIds: readonly string[] | null;
  readonly createdAtMs: number;
  /** Null: it does not expire. */
  readonly expiresAtMs: number | null;
  /** To about a minute; null: not yet. */
  readonly lastUsedAtMs: number | null;
  /** Null: it is good. */
  readonly revokedAtMs: number | null;
}

export interface NewApiKey {
  readonly name: string;
  readonly role: Role;
  /** Whether it is to show what is about people; only viewers can be told apart by it. Absent: as the role does by itself. */
  readonly pii?: boolean | undefined;
  readonly kitIds: readonly string[] | null;
  readonly expiresAtMs: number | null;
}

/** All credentials, for who manages them. What is done here is in the audit log as the actor's. */
export interface KeyDesk {
  /** Newest first. */
  list(): Promise<readonly ApiKey[]>;
  /** @returns the key, and its text, which is not kept anywhere @throws {InvalidInputError} */
  create(key: NewApiKey, actor: Actor): Promise<{ readonly key: ApiKey; readonly text: string }>;
  /** From now on, and within 5 s on connections that are open. Null: there is none with this id. */
  revoke(keyId: string, actor: Actor): Promise<ApiKey | null>;
}
