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
  /** Aborting it ends a server that is not ready yet. */
  readonly signal?: AbortSignal;
}

/** A running PostgreSQL server. */
export interface Postmaster {
  readonly pid: number;
  /** Resolves when it is over, for whatever reason. */
  readonly exited: Promise<void>;
  /**
   * Fast shutdown: sessions are ended, everything is on disk. One that takes longer than `deadlineMs` is
   * killed. Harmless when it is over already.
   */
  stop(deadlineMs?: number): Promise<void>;
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
const SHUTDOWN_MS = 13_000;
/** Of the time to stop in, what the fast shutdown may take; then everything is dropped at once. */
const FAST_SHARE = 0.7;
const KILLED_MS = 5000;

/**
 * Starts a server in an initialised data directory and waits until it accepts connections.
 *
 * @throws {PostmasterStartError} it ended instead
 */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const { postgres, directory, port, settings, environment, identity, logger, signal: giveUp } = options;
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
  const isDecided = async () => over || giveUp?.aborted === true || (await isReady(directory, child.pid));
  const ready = (await until(isDecided, READY_TIMEOUT_MS)) && giveUp?.aborted !== true;
  if (over) await exited;
  if (over || !ready || child.pid === undefined) {
    child.kill('SIGQUIT');
    throw new PostmasterStartError(recent.join('\n'));
  }
  const { pid } = child;
  return {
    pid,
    exited,
    async stop(deadlineMs = SHUTDOWN_MS) {
      if (!over) await shutDown({ pid, directory, deadlineMs, logger });
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
    await shutDown({ pid, directory, deadlineMs: SHUTDOWN_MS, logger });
  }
  // A zombie, or another program by now, if anything. PostgreSQL would take it for a running server of its own.
  const gone = await until(async () => (await serverProcesses(directory, pid)).length === 0, KILLED_MS);
  if (!gone) throw new Error(`Processes of an earlier PostgreSQL still work in ${directory}.`);
  await rm(join(directory, 'postmaster.pid'), { force: true });
}

async function shutDown(server: {
  readonly pid: number;
  readonly directory: string;
  readonly deadlineMs: number;
  readonly logger: Logger;
}): Promise<void> {
  const { pid, directory, deadlineMs, logger } = server;
  const ended = async () => !(await isRunning(pid));
  signal(pid, 'SIGINT');
  if (await until(ended, deadlineMs * FAST_SHARE)) return;
  logger.warn(
    { serverPid: pid },
    'the embedded PostgreSQL does not stop: it will recover from its log at the next start',
  );
  signal(pid, 'SIGQUIT');
  if (await until(ended, deadlineMs * (1 - FAST_SHARE))) return;
  // Those that are left would keep the next server from starting.
  for (const one of await serverProcesses(directory, pid)) signal(one, 'SIGKILL');
  if (!(await until(ended, KILLED_MS)))
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
