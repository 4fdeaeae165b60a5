import { SCOPES_OF, type Role, type Viewer } from '../../src/domain/viewer.js';

/** Somebody with the role, as an API key makes them. */
export function aViewer(role: Role, given: Partial<Viewer> = {}): Viewer {
  return {
    name: `a key of ${role}`,
    role,
    scopes: SCOPES_OF[role],
    kitIds: null,
    keyId: '0123456789ab',
    ...given,
  };
}
