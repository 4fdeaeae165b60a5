import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import type { Identity } from './identity.js';
import { exists, isRunning, serverProcesses, until } from './processes.js';

export interface PostmasterOptions {
  readonly postgres: string;
  readonly directory: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly identity: Identity;
  readonly logger: Logger;
}

/** A running PostgreSQL server. */
export interface Postmaster {
  readonly pid: number;
  /** Resolves when it is over, for whatever reason. */
  readonly exited: Promise<void>;
  /** Fast shutdown: sessions are ended, everything is on disk. Harmless when it is over already. */
  stop(): Promise<void>;
}

/** It ended before it was ready; `output` holds what it said last. */
export class PostmasterStartError extends Error {
  override readonly name = 'PostmasterStartError';
  readonly code = 'EMBEDDED_POSTGRES_FAILED';
  readonly output: string;

  constructor(output: string) {
    super(`The embedded PostgreSQL did not start:\n${output}`);
    this.output = output;
  }
}

const READY_TIMEOUT_MS = 60_000;
const FAST_SHUTDOWN_MS = 8000;
const IMMEDIATE_SHUTDOWN_MS = 5000;

/**
 * Starts a server in an initialised data directory and waits until it accepts connections.
 *
 * @throws {PostmasterStartError} it ended instead
 */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const { postgres, directory, port, settings, environment, identity, logger } = options;
  const flags = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const { file, args, ...owner } = identity.command(postgres, ['-D', directory, ...flags]);
  const child = spawn(file, args, {
    ...owner,
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
    // A process group of its own: Ctrl-C is for us, and we stop the server after we have flushed.
    detached: true,
  });
  const recent = relayOutput(child.stderr, logger);
  const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
  // 'close' comes after the last line of output.
  const exited = Promise.race([once(child, 'close'), failed]).then(() => undefined);
  let over = false;
  exited.then(
    () => (over = true),
    () => (over = true),
  );
  const ready = await until(async () => over || (await isReady(directory, child.pid)), READY_TIMEOUT_MS);
  if (over) await exited;
  if (over || !ready || child.pid === undefined) {
    child.kill('SIGQUIT');
    throw new PostmasterStartError(recent.join('\n'));
  }
  const { pid } = child;
  return {
    pid,
    exited,
    async stop() {
      if (!over) await shutDown(pid, logger);
      await exited;
    },
  };
}

/**
 * Ends what a killed process of ours left behind in the data directory: its server may still run,
 * or its pid file may name a process that has nothing to do with it.
 */
export async function clearOrphan(directory: string, logger: Logger): Promise<void> {
  const pid = (await readPidFile(directory))?.pid;
  // When it names nobody, PostgreSQL itself sees to what is left.
  if (pid === undefined || !exists(pid)) return;
  if ((await serverProcesses(directory, pid)).includes(pid)) {
    logger.warn({ serverPid: pid }, 'the embedded PostgreSQL of an earlier run is still there: stopping it');
    await shutDown(pid, logger);
  }
  // A zombie, or another program by now, if anything. PostgreSQL would take it for a running server of its own.
  const gone = await until(
    async () => (await serverProcesses(directory, pid)).length === 0,
    IMMEDIATE_SHUTDOWN_MS,
  );
  if (!gone) throw new Error(`Processes of an earlier PostgreSQL still work in ${directory}.`);
  await rm(join(directory, 'postmaster.pid'), { force: true });
}

async function shutDown(pid: number, logger: Logger): Promise<void> {
  const ended = async () => !(await isRunning(pid));
  signal(pid, 'SIGINT');
  if (await until(ended, FAST_SHUTDOWN_MS)) return;
  logger.warn(
    { serverPid: pid },
    'the embedded PostgreSQL does not stop: it will recover from its log at the next start',
  );
  signal(pid, 'SIGQUIT');
  if (!(await until(ended, IMMEDIATE_SHUTDOWN_MS)))
    throw new Error(`The embedded PostgreSQL (process ${pid}) does not stop.`);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function isReady(directory: string, pid: number | undefined): Promise<boolean> {
  const file = await readPidFile(directory);
  return file !== null && file.pid === pid && file.status === 'ready';
}

/** Null when there is none, or it is being written. */
async function readPidFile(directory: string): Promise<{ pid: number; status: string } | null> {
  const text = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, status: lines[7]?.trim() ?? '' } : null;
}

/** Logs what the server says; returns its newest lines, kept up to date. */
function relayOutput(stream: Readable, logger: Logger): readonly string[] {
  const recent: string[] = [];
  createInterface({ input: stream }).on('line', (line) => {
    recent.push(line);
    if (recent.length > 20) recent.shift();
    const level = line.startsWith('PANIC:') ? 'error' : 'debug';
    logger[level]({ line }, 'embedded PostgreSQL');
  });
  return recent;
}
