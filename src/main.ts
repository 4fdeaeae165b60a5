#!/usr/bin/env -S node --max-semi-space-size=32
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { EXIT } from './cli/exit.js';
import { runProgram } from './cli/program.js';
import { KitsFileError } from './collectors/kits-file.js';
import { ConfigError, loadConfig } from './config.js';
import { createLogger } from './logger.js';

const STDERR = 2;

// Otherwise graphql-js looks for second copies of itself with every value that it executes.
process.env['NODE_ENV'] ??= 'production';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

function server() {
  const config = loadConfig(process.env);
  const { logLevel: level, logFormat: format } = config;
  return { config, logger: createLogger({ level, format, isTerminal: process.stdout.isTTY }) };
}

/** A command that goes well has nothing to log. */
function command() {
  const config = loadConfig({ ...process.env, LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn' });
  const { logLevel: level, logFormat: format } = config;
  const destination = pino.destination({ dest: STDERR, sync: true });
  return { config, logger: createLogger({ level, format, isTerminal: process.stderr.isTTY }, destination) };
}

try {
  const code = await runProgram(process.argv.slice(2), { version, server, command });
  // Not just an exit code: after the deadline something may still hold the process.
  process.exit(code);
} catch (error) {
  if (error instanceof ConfigError || error instanceof KitsFileError) {
    console.error(error.message);
    process.exitCode = EXIT.CONFIG;
  } else {
    console.error(error instanceof Error && 'code' in error ? error.message : error);
    process.exitCode = EXIT.FAILED;
  }
}
