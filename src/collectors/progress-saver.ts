import type { Logger } from 'pino';
import type { KitProgress } from '../domain/kit.js';
import type { KitStore } from '../domain/kit-store.js';

const SAVE_EVERY_MS = 1_000;

/**
 * Stores what collectors found out, the newest per kit about once a second. While the database is away
 * it keeps the newest per kit and tries again.
 */
export interface ProgressSaver {
  save(progress: KitProgress): void;
  /** Drops what is not saved yet of a kit that is gone. */
  forget(kitId: string): void;
  start(): void;
  /** Saves what is left, once. */
  stop(): Promise<void>;
}

export function createProgressSaver({
  store,
  logger,
}: {
  readonly store: Pick<KitStore, 'saveProgress'>;
  readonly logger: Logger;
}): ProgressSaver {
  let unsaved = new Map<string, KitProgress>();
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<void> | null = null;
  let failing = false;

  async function saveAll() {
    const batch = unsaved;
    unsaved = new Map();
    try {
      await store.saveProgress([...batch.values()]);
      if (failing) logger.info('the state of kits is stored again');
      failing = false;
    } catch (error) {
      // What came meanwhile is newer.
      unsaved = new Map([...batch, ...unsaved]);
      if (!failing) logger.warn({ err: error }, 'the state of kits cannot be stored; it is kept in memory');
      failing = true;
    }
  }

  function flush(): Promise<void> {
    if (unsaved.size === 0) return saving ?? Promise.resolve();
    saving ??= saveAll().finally(() => {
      saving = null;
    });
    return saving;
  }

  return {
    save({ kitId, uid, status, lastSeenMs, position, clockOffsetMs }) {
      unsaved.set(kitId, { kitId, uid, status, lastSeenMs, position, clockOffsetMs });
    },
    forget(kitId) {
      unsaved.delete(kitId);
    },
    start() {
      timer ??= setInterval(() => void flush(), SAVE_EVERY_MS);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await saving;
      await flush();
    },
  };
}
