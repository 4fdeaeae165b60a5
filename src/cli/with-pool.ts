import type pg from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { EXIT, onInterrupt } from './exit.js';
import { openDatabase } from './open-database.js';

/** With the database open. A signal before `work` begins ends it: what runs the database must not stay behind. */
export async function withPool(
  config: Config,
  logger: Logger,
  work: (pool: pg.Pool) => Promise<number>,
): Promise<number> {
  const interrupt = onInterrupt();
  try {
    const database = await openDatabase(config, logger);
    try {
      if (interrupt.signal.aborted) return EXIT.INTERRUPTED;
      return await work(database.pool);
    } finally {
      await database.close();
    }
  } finally {
    interrupt.release();
  }
}
