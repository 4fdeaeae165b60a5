import type { AuditOutcome } from './audit.js';

/** Which entries of the audit log to see. Parts that are absent or null do not restrict; an empty list matches nothing. */
export interface AuditFilter {
  /** Names. */
  readonly actors?: readonly string[] | null | undefined;
  readonly keyIds?: readonly string[] | null | undefined;
  readonly operations?: readonly string[] | null | undefined;
  readonly targets?: readonly string[] | null | undefined;
  readonly outcome?: AuditOutcome | null | undefined;
}
