import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../simulator/free-port.js';
import { NODE_FLAGS, startServer } from '../../simulator/server-process.js';
import { peer, type PeerSet } from '../peers.js';
import { QUESTIONS, type Dialect, type Question } from './questions.js';

/** A server that answers the questions, as a process of its own. */
export interface Contender {
  readonly name: string;
  readonly dialect: Dialect;
  readonly questions: readonly Question[];
  /** @throws {Error} it ended, or does not answer within a minute */
  start(options: { readonly databaseUrl: string; readonly dataDir: string }): Promise<Running>;
}

export interface Running {
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

const READY_MS = 60_000;

export const ours: Contender = {
  name: 'ours',
  dialect: 'airpicture',
  questions: QUESTIONS,
  async start({ databaseUrl, dataDir }) {
    const server = startServer({
      host: '127.0.0.1',
      port: await freePort(0),
      env: { DATABASE_URL: databaseUrl, DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    });
    await server.ready(READY_MS);
    const { pid, url } = server;
    return {
      pid,
      url,
      async stop() {
        await server.stop();
      },
    };
  },
};

export const handWritten: Contender = {
  name: 'hand-written',
  dialect: 'paths',
  questions: QUESTIONS,
  start: ({ databaseUrl }) => startPeer({ file: 'hand-written.ts', databaseUrl }),
};

export const yoga: Contender = {
  name: 'yoga',
  dialect: 'airpicture',
  questions: QUESTIONS,
  start: ({ databaseUrl }) => startPeer({ file: 'yoga.ts', databaseUrl }),
};

export const mercurius: Contender = {
  name: 'mercurius with jit',
  dialect: 'airpicture',
  questions: QUESTIONS,
  start: ({ databaseUrl }) => startPeer({ file: 'mercurius.ts', databaseUrl, set: 'mercurius' }),
};

export const postgraphile: Contender = {
  name: 'PostGraphile',
  dialect: 'postgraphile',
  // It has no simplified paths.
  questions: ['list', 'node'],
  start: ({ databaseUrl }) => startPeer({ file: 'postgraphile.ts', databaseUrl, set: 'postgraphile' }),
};

interface PeerServer {
  /** In the folder `servers`. */
  readonly file: string;
  readonly databaseUrl: string;
  readonly set?: PeerSet;
}

async function startPeer({ file, databaseUrl, set }: PeerServer): Promise<Running> {
  const folder = set === undefined ? '' : await peer(set);
  // PostGraphile 5 does not run on every Node that we run on.
  const node = set === 'postgraphile' ? join(folder, 'node_modules/.bin/node') : process.execPath;
  const port = await freePort(0);
  const script = fileURLToPath(new URL(`servers/${file}`, import.meta.url));
  const child = spawn(node, [...NODE_FLAGS, '--import', 'tsx', script], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      PEER_FOLDER: folder,
      PORT: String(port),
    },
    stdio: ['ignore', 2, 2],
  });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const giveUpMs = Date.now() + READY_MS;
  while (!(await listens(url))) {
    if (child.exitCode !== null) throw new Error(`${file} ended.`);
    if (Date.now() > giveUpMs) throw new Error(`${file} does not answer.`);
    await sleep(100);
  }
  return {
    pid: child.pid ?? 0,
    url,
    async stop() {
      child.kill();
      await exited;
    },
  };
}

async function listens(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
