import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';

const root = fileURLToPath(new URL('..', import.meta.url));
/** As in package.json's `start`: a third of the processor time went into collecting garbage without it. */
export const NODE_FLAGS = ['--max-semi-space-size=32'];
/** KIT_ALLOWED_NETWORKS for a server whose kits are simulated on its own machine. */
export const KITS_NETWORK = '127.0.0.0/8';
/** The server itself needs at most 10 s to stop. */
const STOP_MS = 15_000;

/** The server as a process of its own, the way `npm start` runs it. */
export interface ServerProcess {
  readonly pid: number;
  readonly url: string;
  /** How it ended: an exit code, or the name of a signal. */
  readonly exited: Promise<number | string>;
  /** @throws {Error} it ended, or was not ready before `deadlineMs` (from now) */
  ready(deadlineMs: number): Promise<void>;
  /** @throws {Error} no answer, or one with errors */
  query<T>(document: string, variables?: Record<string, unknown>): Promise<T>;
  /** Asks it to stop and waits until it did; returns how it ended. */
  stop(): Promise<number | string>;
}

/** Builds dist unless it is newer than the sources. @throws {Error} with what the compiler said */
export async function buildServer(): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [`${root}scripts/build-if-needed.mjs`], { cwd: root });
  } catch (error) {
    // The compiler speaks on standard output; what comes after it is only the script's own trace.
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The server cannot be built:\n${stdout === '' ? stderr : stdout}`, { cause: error });
  }
}

export interface ServerProcessOptions {
  readonly host: string;
  readonly port: number;
  /** Added to the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
}

export function startServer({ host, port, env }: ServerProcessOptions): ServerProcess {
  const child: ChildProcess = spawn(process.execPath, [...NODE_FLAGS, `${root}dist/main.js`], {
    env: { ...process.env, ...env, HOST: host, PORT: String(port) },
    // Standard output is for what the caller has to say.
    stdio: ['ignore', 2, 2],
  });
  const url = `http://${host}:${port}`;
  let ended = false;
  const exited = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => {
    ended = true;
    return code ?? signal ?? 'unknown';
  });

  return {
    pid: child.pid ?? 0,
    url,
    exited,
    async ready(deadlineMs) {
      const giveUpMs = Date.now() + deadlineMs;
      while (Date.now() < giveUpMs) {
        if (ended) throw new Error(`The server ended before it was ready (${await exited}).`);
        if (await answersOk(`${url}/ready`)) return;
        await sleep(100);
      }
      throw new Error(`The server was not ready within ${deadlineMs / 1000} s.`);
    },
    async query<T>(document: string, variables: Record<string, unknown> = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: document, variables }),
        signal: AbortSignal.timeout(20_000),
      });
      const result = (await response.json()) as { data?: T; errors?: { message: string }[] };
      if (result.errors !== undefined || result.data === undefined) {
        throw new Error(result.errors?.map(({ message }) => message).join('; ') ?? `HTTP ${response.status}`);
      }
      return result.data;
    },
    async stop() {
      if (!ended) child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      try {
        return await exited;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Not listening yet.
    return false;
  }
}
