import { scopesFor } from '../domain/viewer.js';
import { AccessUnavailableError, UnauthenticatedError, type Access } from './access.js';
import { bearerIn } from './bearer.js';
import type { Keyring } from './keyring.js';

/** Everybody needs an API key, for everything. */
export function createTokenAccess(keyring: Keyring): Access {
  return {
    needsKey: true,
    authenticate(authorization) {
      if (!keyring.isRead()) throw new AccessUnavailableError();
      if (authorization === undefined || authorization === '')
        throw new UnauthenticatedError('Send an API key: `Authorization: Bearer air_…`.');
      const text = bearerIn(authorization);
      const key = text === null ? null : keyring.find(text);
      // The same for a key that never was, is no more, or is not yet known: nothing is to be learned from it.
      if (key === null) throw new UnauthenticatedError('The API key is not valid here.');
      const { name, role, kitIds, keyId, expiresAtMs } = key;
      return { name, role, scopes: scopesFor(role, key), kitIds, keyId, userId: `key:${keyId}`, expiresAtMs };
    },
    watch({ keyId }, end) {
      if (keyId === null) return () => undefined;
      const stop = keyring.onChange(() => {
        if (keyring.has(keyId)) return;
        stop();
        end();
      });
      return stop;
    },
  };
}
