import type { Logger } from 'pino';
import { createApp } from '../app.js';
import type { Config } from '../config.js';
import { EXIT } from './exit.js';

/** `airpicture migrate`: brings the database up to date, and no more. */
export async function migrateCommand(config: Config, logger: Logger): Promise<number> {
  await createApp(config, logger).migrate();
  return EXIT.OK;
}
