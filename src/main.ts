#!/usr/bin/env node
import { createApp } from './app.js';
import { KitsFileError } from './collectors/kits-file.js';
import { ConfigError, loadConfig } from './config.js';
import { createLogger } from './logger.js';

/** sysexits.h EX_CONFIG: restarting will not help before somebody has changed something. */
const EXIT_CONFIG = 78;

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
      app.stop().then(resolve, reject);
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
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
  process.exitCode = await main(process.argv[2]);
} catch (error) {
  if (error instanceof ConfigError || error instanceof KitsFileError) {
    console.error(error.message);
    process.exitCode = EXIT_CONFIG;
  } else {
    console.error(error instanceof Error && 'code' in error ? error.message : error);
    process.exitCode = 1;
  }
}
