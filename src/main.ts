#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from './app.js';
import { KitsFileError } from './collectors/kits-file.js';
import { ConfigError, loadConfig } from './config.js';
import { createLogger } from './logger.js';

/** sysexits.h EX_CONFIG: restarting will not help before somebody has changed something. */
const EXIT_CONFIG = 78;

/** What asked us to stop kills us soon after. */
const STOP_DEADLINE_MS = 9500;

async function main(command: string | undefined): Promise<number> {
  const config = loadConfig(process.env);
  const logger = createLogger({
    level: config.logLevel,
    format: config.logFormat,
    isTerminal: process.stdout.isTTY,
  });
  const app = createApp(config, logger);
  if (command === 'migrate') {
    await app.migrate();
    return 0;
  }
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
  return 0;
}

try {
  // Not just an exit code: after the deadline something may still hold the process.
  process.exit(await main(process.argv[2]));
} catch (error) {
  if (error instanceof ConfigError || error instanceof KitsFileError) {
    console.error(error.message);
    process.exitCode = EXIT_CONFIG;
  } else {
    console.error(error instanceof Error && 'code' in error ? error.message : error);
    process.exitCode = 1;
  }
}
