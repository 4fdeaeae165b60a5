import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { JwtConfig } from '../config.js';
import { noteKeysUsed, readGoodKeys } from '../db/api-keys.js';
import type { KeyDesk } from '../domain/api-key.js';
import { openAccess, type Access } from './access.js';
import { createFirstKey } from './first-key.js';
import { createJwtAccess } from './jwt-access.js';
import { createJwtFetch } from './jwt-fetch.js';
import { createJwtKeys } from './jwt-keys.js';
import { createKeyDesk } from './key-desk.js';
import { createKeyring, type Keyring } from './keyring.js';
import { createTokenAccess } from './token-access.js';

export interface GateOptions {
  readonly mode: 'none' | 'token' | 'jwt' | 'local';
  /** Null unless the mode is `jwt`. */
  readonly jwt: JwtConfig | null;
  readonly pool: Pool;
  readonly randomBytes: (count: number) => Buffer;
  /** Where whoever starts the server reads; not the log, which others keep. */
  readonly print: (text: string) => void;
  readonly logger: Logger;
  readonly now: () => number;
  /** ms */
  readonly monotonic: () => number;
}

/** Everything about who gets in. */
export interface Gate {
  readonly access: Access;
  readonly keys: KeyDesk;
  /** Only this machine is served. */
  readonly isLocalOnly: boolean;
  /** Needs the database, up to date. Until then nobody who would need a key gets in. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createGate(options: GateOptions): Gate {
  const { mode, pool, randomBytes, print, logger, now } = options;
  const keyring = createKeyring({
    read: () => readGoodKeys(pool),
    noteUsed: (usedAtMs) => noteKeysUsed(pool, usedAtMs),
    logger,
    now,
  });
  const keys = createKeyDesk({ pool, randomBytes, now, changed: () => keyring.refreshIfPossible() });
  return {
    access: accessFor(options, keyring),
    keys,
    isLocalOnly: mode === 'local',
    async start() {
      if (mode === 'none' || mode === 'local') return;
      await createFirstKey({ keys, print });
      await keyring.refresh();
      keyring.start();
    },
    stop: () => keyring.stop(),
  };
}

function accessFor({ mode, jwt, logger, now, monotonic }: GateOptions, keyring: Keyring): Access {
  if (mode === 'none' || mode === 'local') return openAccess;
  const byApiKey = createTokenAccess(keyring);
  if (jwt === null) return byApiKey;
  const keys = createJwtKeys(jwt, createJwtFetch({ logger, monotonic }));
  return createJwtAccess({ config: jwt, keys, byApiKey, now });
}
