import { execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { freePort } from '../../simulator/free-port.js';
import { findBinaries, libraryEnvironment } from '../../src/db/embedded/binaries.js';
import { chooseIdentity } from '../../src/db/embedded/identity.js';
import { clearOrphan, startPostmaster, type Postmaster } from '../../src/db/embedded/postmaster.js';
import { serverProcesses, until } from '../../src/db/embedded/processes.js';

/** A PostgreSQL that can be treated badly. Nobody starts it again except who asks for it. */
export interface PostgresProcess {
  readonly port: number;
  /** As a superuser, without a password. */
  readonly connectionString: string;
  /** SIGKILL to all of its processes at once, as when the power fails. */
  kill(): Promise<void>;
  /** Resolves when it accepts connections again. */
  start(): Promise<void>;
  /** SIGSTOP to all of its processes: connections stay, and nothing answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Ends it and deletes its data. */
  remove(): Promise<void>;
}

/**
 * The system keeps what was written when only processes die, so nothing has to be flushed for it; but a
 * commit has to be with the system before it is confirmed.
 */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  synchronous_commit: 'on',
  max_connections: '60',
  log_min_error_statement: 'panic',
};
const KILLED_MS = 10_000;

const run = promisify(execFile);
const logger = pino({ level: 'silent' });

/** Starts one with no data in a temporary directory. */
export async function startPostgresProcess(): Promise<PostgresProcess> {
  const home = await mkdtemp(join(tmpdir(), 'airpicture-postgres-'));
  const directory = join(home, 'data');
  const binaries = await findBinaries();
  const environment = await libraryEnvironment(binaries.home, join(home, 'lib'));
  const identity = await chooseIdentity(directory, [join(binaries.home, 'bin'), home]);
  await mkdir(directory, { mode: 0o700 });
  if (identity.owner !== null) await chown(directory, identity.owner.uid, identity.owner.gid);
  const initdb = identity.command(binaries.initdb, [
    `--pgdata=${directory}`,
    '--username=airpicture',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  await run(initdb.file, initdb.args, { ...initdb, cwd: '/', env: { LC_ALL: 'C', ...environment } });
  const port = await freePort(0);
  let postmaster: Postmaster;
  const processes = () => serverProcesses(directory, postmaster.pid);

  async function start(): Promise<void> {
    // What was killed has left its pid file behind.
    await clearOrphan(directory, logger);
    postmaster = await startPostmaster({
      ...binaries,
      directory,
      port,
      settings: SETTINGS,
      environment,
      identity,
      logger,
    });
  }

  async function signalAll(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    for (const pid of await processes()) {
      try {
        process.kill(pid, signal);
      } catch (error) {
        // It ended by itself just now.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  }

  async function kill(): Promise<void> {
    await signalAll('SIGKILL');
    await postmaster.exited;
    const gone = await until(async () => {
      // One that was being forked while the list was read.
      await signalAll('SIGKILL');
      return (await processes()).length === 0;
    }, KILLED_MS);
    if (!gone) throw new Error('PostgreSQL could not be killed.');
  }

  await start();
  return {
    port,
    connectionString: `postgresql://airpicture@127.0.0.1:${port}/postgres`,
    kill,
    start,
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    async remove() {
      await signalAll('SIGCONT');
      await kill();
      await rm(home, { recursive: true, force: true });
    },
  };
}
