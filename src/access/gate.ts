import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { noteKeysUsed, readGoodKeys } from '../db/api-keys.js';
import type { KeyDesk } from '../domain/api-key.js';
import { openAccess, type Access } from './access.js';
import { createFirstKey } from './first-key.js';
import { createKeyDesk } from './key-desk.js';
import { createKeyring } from './keyring.js';
import { createTokenAccess } from './token-access.js';

export interface GateOptions {
  readonly mode: 'none' | 'token' | 'local';
  readonly pool: Pool;
  readonly randomBytes: (count: number) => Buffer;
  /** Where whoever starts the server reads; not the log, which others keep. */
  readonly print: (text: string) => void;
  readonly logger: Logger;
  readonly now: () => number;
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

export function createGate({ mode, pool, randomBytes, print, logger, now }: GateOptions): Gate {
  const keyring = createKeyring({
    read: () => readGoodKeys(pool),
    noteUsed: (usedAtMs) => noteKeysUsed(pool, usedAtMs),
    logger,
    now,
  });
  const keys = createKeyDesk({ pool, randomBytes, now, changed: () => keyring.refreshIfPossible() });
  return {
    access: mode === 'token' ? createTokenAccess(keyring) : openAccess,
    keys,
    isLocalOnly: mode === 'local',
    async start() {
      if (mode !== 'token') return;
      await createFirstKey({ keys, print });
      await keyring.refresh();
      keyring.start();
    },
    stop: () => keyring.stop(),
  };
}
