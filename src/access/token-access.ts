import { SCOPES_OF } from '../domain/viewer.js';
import { AccessUnavailableError, UnauthenticatedError, type Access } from './access.js';
import type { Keyring } from './keyring.js';

const BEARER = /^Bearer +(\S+)$/i;

/** Everybody needs an API key, for everything. */
export function createTokenAccess(keyring: Keyring): Access {
  return {
    needsKey: true,
    authenticate(authorization) {
      if (!keyring.isRead()) throw new AccessUnavailableError();
      if (authorization === undefined || authorization === '')
        throw new UnauthenticatedError('Send an API key: `Authorization: Bearer air_…`.');
      const text = BEARER.exec(authorization)?.[1];
      const key = text === undefined ? null : keyring.find(text);
      // The same for a key that never was, is no more, or is not yet known: nothing is to be learned from it.
      if (key === null) throw new UnauthenticatedError('The API key is not valid here.');
      const { name, role, kitIds, keyId } = key;
      return { name, role, scopes: SCOPES_OF[role], kitIds, keyId };
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
