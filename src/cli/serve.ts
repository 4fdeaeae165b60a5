import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createApp } from '../app.js';
import type { Config } from '../config.js';
import { EXIT } from './exit.js';

/** What asked us to stop kills us soon after. */
const STOP_DEADLINE_MS = 9500;

/** Serves until a signal says that it is enough. */
export async function serveCommand(config: Config, logger: Logger): Promise<number> {
  const app = createApp(config, logger);
  // Before start: a signal that comes while the database is still waited for has to end the waiting.
  let told = false;
  const stopped = new Promise<void>((resolve, reject) => {
    const stop = () => {
      told = true;
      const giveUp = sleep(STOP_DEADLINE_MS).then(() => logger.error('could not stop in time, giving up'));
      Promise.race([app.stop(), giveUp]).then(resolve, reject);
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  });
  try {
    await app.start();
  } catch (error) {
    if (!told) throw error;
  }
  await stopped;
  return EXIT.OK;
}
