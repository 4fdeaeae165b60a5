#!/usr/bin/env -S node --max-semi-space-size=32
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { pino } from 'pino';
import { EXIT } from './cli/exit.js';
import { runProgram } from './cli/program.js';
import { KitsFileError } from './collectors/kits-file.js';
import { secretsIn } from './config-secrets.js';
import { ConfigError, loadConfig, type Config } from './config.js';
import { DatabaseRightsError } from './db/rights.js';
import { createLogger } from './logger.js';
import { createRedaction } from './redact.js';
import { BasemapError } from './server/basemap-archive.js';

const STDERR = 2;
/** Trying again will not help before somebody has changed something. */
const CONFIG_ERRORS = [ConfigError, KitsFileError, BasemapError, DatabaseRightsError];

// Otherwise graphql-js looks for second copies of itself with every value that it executes.
process.env['NODE_ENV'] ??= 'production';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Takes what nobody may see out of what is said last. */
let redacted = createRedaction([]);

function server() {
  const config = loadConfig(process.env);
  return { config, logger: createLogger(loggerOptions(config, process.stdout.isTTY)) };
}

/** A command that goes well has nothing to log. */
function command() {
  const config = loadConfig({ ...process.env, LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn' });
  const destination = pino.destination({ dest: STDERR, sync: true });
  return { config, logger: createLogger(loggerOptions(config, process.stderr.isTTY), destination) };
}

function loggerOptions(config: Config, isTerminal: boolean) {
  const secrets = secretsIn(config);
  redacted = createRedaction(secrets);
  return { level: config.logLevel, format: config.logFormat, isTerminal, secrets };
}

try {
  const code = await runProgram(process.argv.slice(2), { version, server, command });
  // Not just an exit code: after the deadline something may still hold the process.
  process.exit(code);
} catch (error) {
  const isExpected = error instanceof Error && 'code' in error;
  console.error(redacted(isExpected ? error.message : inspect(error)));
  process.exitCode = CONFIG_ERRORS.some((type) => error instanceof type) ? EXIT.CONFIG : EXIT.FAILED;
}
