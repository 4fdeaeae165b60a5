import type { Logger } from 'pino';
import type { HashedKey } from '../db/api-keys.js';
import type { ApiKey } from '../domain/api-key.js';
import { isKeyOf, keyIdIn } from './key-text.js';

export interface KeyringOptions {
  /** All keys that are good, from the database. */
  readonly read: () => Promise<readonly HashedKey[]>;
  /** Notes in the database when keys were last used. */
  readonly noteUsed: (usedAtMs: ReadonlyMap<string, number>) => Promise<void>;
  readonly logger: Logger;
  readonly now: () => number;
}

/** The keys that are good, in memory: a request costs the database nothing, and those who have one stay in while it is away. */
export interface Keyring {
  /** Whether they have been read once. */
  isRead(): boolean;
  /** The key whose text this is; null for any other text. Notes that it was used. */
  find(text: string): ApiKey | null;
  /** Whether the key is good now. */
  has(keyId: string): boolean;
  /** Calls `listener` whenever keys may have become good or bad, until the function that it returns is called. */
  onChange(listener: () => void): () => void;
  /** Reads them now, rather than within 2 s. @throws what `read` throws */
  refresh(): Promise<void>;
  /** As `refresh`, but keeps what it knows when they cannot be read now. */
  refreshIfPossible(): Promise<void>;
  /** Reads them again every 2 s, and tells the database every minute which were used. */
  start(): void;
  /** The uses that are not told yet are told. */
  stop(): Promise<void>;
}

const READ_EVERY_MS = 2_000;
const NOTE_EVERY_MS = 60_000;

export function createKeyring({ read, noteUsed, logger, now }: KeyringOptions): Keyring {
  let keys: ReadonlyMap<string, HashedKey> | null = null;
  const listeners = new Set<() => void>();
  let usedAtMs = new Map<string, number>();
  let timers: NodeJS.Timeout[] = [];
  let underWay: Promise<void> | null = null;

  const isGood = ({ expiresAtMs }: ApiKey) => expiresAtMs === null || now() < expiresAtMs;

  const refresh = async () => {
    const all = await read();
    keys = new Map(all.map((key) => [key.keyId, key]));
    tell();
  };
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };

  const refreshIfPossible = async () => {
    try {
      underWay ??= refresh();
      await underWay;
    } catch (error) {
      logger.debug({ err: error }, 'could not read the API keys');
      // One may have expired meanwhile.
      tell();
    } finally {
      underWay = null;
    }
  };
  const note = async () => {
    if (usedAtMs.size === 0) return;
    const told = usedAtMs;
    usedAtMs = new Map();
    try {
      await noteUsed(told);
    } catch (error) {
      logger.debug({ err: error }, 'could not note when API keys were used');
    }
  };

  return {
    isRead: () => keys !== null,
    find(text) {
      const keyId = keyIdIn(text);
      const key = keyId === null ? undefined : keys?.get(keyId);
      if (key === undefined || !isGood(key) || !isKeyOf(text, key.hash)) return null;
      usedAtMs.set(key.keyId, now());
      return key;
    },
    has(keyId) {
      const key = keys?.get(keyId);
      return key !== undefined && isGood(key);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    refresh,
    refreshIfPossible,
    start() {
      timers = [
        setInterval(() => void refreshIfPossible(), READ_EVERY_MS),
        setInterval(() => void note(), NOTE_EVERY_MS),
      ];
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await underWay?.catch(() => undefined);
      await note();
    },
  };
}
