import { mkdir, realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { findBinaries, libraryEnvironment } from './embedded/binaries.js';
import { ensureCluster, ensurePassword, OWNER } from './embedded/cluster.js';
import { chooseIdentity } from './embedded/identity.js';
import { lockDataDir } from './data-dir-lock.js';
import {
  clearOrphan,
  PostmasterStartError,
  startPostmaster,
  type Postmaster,
} from './embedded/postmaster.js';

export interface EmbeddedPostgresOptions {
  /** Gets `postgres/` (mode 0700), `postgres-password` (mode 0600) and `airpicture.lock`. */
  readonly dataDir: string;
  readonly logger: Logger;
  /** Used when it is free. Absent: any free one. */
  readonly port?: number;
  /** Added to, and going before, the server's settings. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /**
   * Starts the server, making its data directory when there is none; returns how to connect. When
   * it runs already, only that. Started again after `stop`, it takes the same port if it can.
   *
   * @throws {DataDirInUseError} another Airpicture uses the data directory
   * @throws {DataDirVersionError} the data directory is of another PostgreSQL major
   * @throws {PostmasterStartError} PostgreSQL ended at once; says why
   */
  start(): Promise<string>;
  /** After `deadlineMs` (default 13 s) it is killed, and recovers from its log at the next start. */
  stop(options?: { readonly deadlineMs?: number }): Promise<void>;
}

/** For a small machine that does other things too. Every commit is on disk before it is confirmed. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // Paths of sockets may have about 100 characters, and DATA_DIR may be anywhere.
  unix_socket_directories: '',
  max_connections: '50',
  shared_buffers: '128MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '512MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  wal_compression: 'on',
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_line_prefix: '',
  log_min_messages: 'log',
  log_checkpoints: 'off',
  // A statement that fails may carry text from the radio.
  log_min_error_statement: 'panic',
} as const;

const BIND_ATTEMPTS = 5;
const RESTART_DELAYS_MS = [100, 1000, 5000, 15_000];

/**
 * A PostgreSQL of our own on the loopback address. It runs outside our process group, so that it
 * outlives Ctrl-C until `stop()`; should it die by itself, it is started again on the same port.
 */
export function createEmbeddedPostgres({
  dataDir,
  logger,
  port,
  settings,
}: EmbeddedPostgresOptions): EmbeddedPostgres {
  let postmaster: Postmaster | null = null;
  let unlock: (() => Promise<void>) | null = null;
  let wantedPort = port ?? null;
  let stopping = new AbortController();
  let connectionString: string | null = null;
  /** Ends when the server is to stay ended. */
  let supervision = Promise.resolve();

  async function start(): Promise<string> {
    if (connectionString !== null) return connectionString;
    await mkdir(dataDir, { recursive: true });
    const home = await realpath(dataDir);
    unlock = await lockDataDir(home);
    stopping = new AbortController();
    try {
      connectionString = await startLocked(home);
      return connectionString;
    } catch (error) {
      await stop();
      throw error;
    }
  }

  async function startLocked(home: string): Promise<string> {
    const directory = join(home, 'postgres');
    const binaries = await findBinaries();
    const environment = await libraryEnvironment(binaries.home, join(home, 'postgres-lib'));
    const identity = await chooseIdentity(directory, [
      join(binaries.home, 'bin'),
      join(binaries.home, 'lib'),
      home,
    ]);
    const cluster = { ...binaries, directory, identity, environment };
    await ensureCluster(cluster);
    await clearOrphan(directory, logger);
    const password = await ensurePassword(join(home, 'postgres-password'), cluster);

    const launch = async (onPort: number) => {
      postmaster = await startPostmaster({
        ...cluster,
        port: onPort,
        settings: { ...SETTINGS, ...settings },
        logger,
        signal: stopping.signal,
      });
      supervision = postmaster.exited.then(() => restart(onPort));
    };
    const restart = async (onPort: number) => {
      for (let attempt = 0; !stopping.signal.aborted; attempt++) {
        if (attempt === 0) logger.error('the embedded PostgreSQL ended by itself: starting it again');
        const delayMs = RESTART_DELAYS_MS[Math.min(attempt, RESTART_DELAYS_MS.length - 1)];
        await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
        try {
          await launch(onPort);
          return;
        } catch (error) {
          logger.error({ err: error }, 'the embedded PostgreSQL does not start again');
        }
      }
    };
    const usedPort = await onFreePort(wantedPort, launch);
    wantedPort = usedPort;
    const url = (database: string) => `postgresql://${OWNER}:${password}@127.0.0.1:${usedPort}/${database}`;
    await ensureDatabase(url('postgres'));
    return url(OWNER);
  }

  async function stop({ deadlineMs }: { readonly deadlineMs?: number } = {}): Promise<void> {
    connectionString = null;
    stopping.abort();
    let stopped: Postmaster | null;
    do {
      stopped = postmaster;
      await stopped?.stop(deadlineMs);
      // It may have been starting the server again just now.
      await supervision;
    } while (postmaster !== stopped);
    postmaster = null;
    await unlock?.();
    unlock = null;
  }

  return { start, stop };
}

/** The port can be taken between finding it free and binding it, so it is tried more than once. */
async function onFreePort(wanted: number | null, launch: (port: number) => Promise<void>): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = (attempt === 1 && wanted !== null && (await freePort(wanted))) || (await freePort(0));
    if (port === null) throw new Error('No port is free on 127.0.0.1.');
    try {
      await launch(port);
      return port;
    } catch (error) {
      const taken = error instanceof PostmasterStartError && /could not bind/i.test(error.output);
      if (!taken || attempt === BIND_ATTEMPTS) throw error;
    }
  }
}

/** The port itself, or any for 0; null when it is taken. */
function freePort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? null) : null));
    });
  });
}

async function ensureDatabase(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [OWNER]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${OWNER}`);
  } finally {
    await client.end();
  }
}
