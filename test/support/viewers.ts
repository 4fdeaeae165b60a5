import type { Actor } from '../../src/domain/actor.js';
import { SCOPES_OF, type Role, type Viewer } from '../../src/domain/viewer.js';

/** Somebody with the role, as an API key makes them. */
export function aViewer(role: Role, given: Partial<Viewer> = {}): Viewer {
  return {
    name: `a key of ${role}`,
    role,
    scopes: SCOPES_OF[role],
    kitIds: null,
    keyId: '0123456789ab',
    userId: 'key:0123456789ab',
    expiresAtMs: null,
    ...given,
  };
}

/** Whoever changes something where it does not matter who. */
export const somebody: Actor = {
  name: 'somebody',
  role: 'OPERATOR',
  keyId: '0123456789ab',
  address: '192.0.2.7',
  requestId: 'request-1',
};
