import type { Actor } from './actor.js';
import type { JsonObject } from './json.js';

/** `REFUSED`: nothing was changed, because whoever asked may not. */
export type AuditOutcome = 'DONE' | 'REFUSED';

/** What somebody changed, or was refused. */
export interface AuditRecord {
  readonly actor: Actor;
  /** Name of the mutation; the same word for what is done by other ways. */
  readonly operation: string;
  /** Id of what it was done to, such as a kit id; null when it was nothing in particular. */
  readonly target: string | null;
  readonly outcome: AuditOutcome;
  /** The target as it was; null when there was none. Holds no secrets: whoever writes it picks its fields. */
  readonly before: JsonObject | null;
  /** As it is now; null when it is gone. Holds no secrets either. */
  readonly after: JsonObject | null;
}

/** A record as the database keeps it, in a chain: who changes one has to change all that follow. */
export interface AuditEntry extends AuditRecord {
  /** 1, 2, 3, … without gaps. */
  readonly number: number;
  readonly atMs: number;
  /** SHA-256 of the entry before this one, hex; null for the first. */
  readonly previousHash: string | null;
  /** SHA-256, hex. */
  readonly hash: string;
}
