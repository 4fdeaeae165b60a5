import type { Actor } from '../domain/actor.js';
import type { AuditRecord } from '../domain/audit.js';
import type { JsonObject } from '../domain/json.js';
import type { Kit } from '../domain/kit.js';

interface KitChange {
  readonly actor: Actor;
  readonly operation: 'registerKit' | 'updateKit' | 'setKitEnabled' | 'removeKit';
  readonly before: Kit | null;
  readonly after: Kit | null;
  /** What the configurations do not show. */
  readonly besides?: JsonObject;
}

/** The change of a kit's configuration, as the audit log has it. */
export function kitChange({ actor, operation, before, after, besides }: KitChange): AuditRecord {
  const afterwards = after === null ? null : auditedKit(after);
  return {
    actor,
    operation,
    target: (after ?? before)?.kitId ?? null,
    outcome: 'DONE',
    before: before === null ? null : auditedKit(before),
    after: besides === undefined ? afterwards : { ...afterwards, ...besides },
  };
}

/** What an operator says about a kit, field by field: no credentials can slip in. */
function auditedKit(kit: Kit): JsonObject {
  const { kitId, name, location, apiUrl, enabled, pollIntervalMs, statusPollIntervalMs, hasCredentials } =
    kit;
  return { kitId, name, location, apiUrl, enabled, pollIntervalMs, statusPollIntervalMs, hasCredentials };
}
