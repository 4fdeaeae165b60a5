import type pg from 'pg';

/** Whether the database answers, as last seen: cheap to ask from anywhere, at any rate. */
export interface Availability {
  readonly available: boolean;
  /** Asks out of turn; `available` says afterwards what it is now. */
  check(): Promise<void>;
  start(): void;
  stop(): void;
}

/** Asks `pool` every `intervalMs`, one question at a time. */
export function createAvailability(pool: pg.Pool, intervalMs = 500): Availability {
  let available = false;
  let asking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function question(): Promise<void> {
    try {
      await pool.query('SELECT 1');
      available = true;
    } catch {
      available = false;
    }
  }

  function ask(): Promise<void> {
    asking ??= question().finally(() => (asking = null));
    return asking;
  }

  return {
    get available() {
      return available;
    },
    async check() {
      await asking;
      await ask();
    },
    start() {
      timer ??= setInterval(() => void ask(), intervalMs);
      void ask();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
