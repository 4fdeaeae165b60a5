import type pg from 'pg';

/** Whether the database answers, as last seen: cheap to ask from anywhere, at any rate. */
export interface Availability {
  readonly available: boolean;
  start(): void;
  stop(): void;
}

/** Asks `pool` every `intervalMs`, one question at a time. */
export function createAvailability(pool: pg.Pool, intervalMs = 1000): Availability {
  let available = false;
  let asking = false;
  let timer: NodeJS.Timeout | undefined;

  async function ask(): Promise<void> {
    if (asking) return;
    asking = true;
    try {
      await pool.query('SELECT 1');
      available = true;
    } catch {
      available = false;
    } finally {
      asking = false;
    }
  }

  return {
    get available() {
      return available;
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
