import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../simulator/free-port.js';
import { startServer, type ServerProcess } from '../../simulator/server-process.js';
import { createLedger, type Audit, type Ledger } from './ledger.js';
import { startPostgresProcess, type PostgresProcess } from './postgres-process.js';
import { startPushClients, type PushClients, type PushClientsOptions } from './push-client.js';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.js';

/** The server as a process, its PostgreSQL, and the network between them: each can fail. */
export interface CrashRig {
  readonly dataDir: string;
  readonly postgres: PostgresProcess;
  readonly network: TcpProxy;
  readonly ledger: Ledger;
  readonly server: ServerProcess;
  /** Without waiting for it. */
  spawnServer(): void;
  /** Returns how long it took from its first sign of life until it was ready, ms. */
  startServer(): Promise<number>;
  /** SIGKILL. */
  killServer(): Promise<void>;
  /** Returns after how many ms from now it is ready. */
  untilReady(): Promise<number>;
  push(options?: Pick<PushClientsOptions, 'padding'>): PushClients;
  /** Waits until as many rows are stored as were acknowledged, and compares. @throws {Error} not within `deadlineMs` */
  audit(deadlineMs: number): Promise<Audit>;
  stop(): Promise<void>;
}

/** From when what had failed is up again, at the latest: three times what is promised, as the machine has other work. */
export const READY_AGAIN_MS = 15_000;
/** Longer than any promise, so that what is measured says by how much it was broken. */
const READY_MS = 30_000;
const POLL_MS = 25;

/** `prepare` is called with the empty DATA_DIR before the server starts. */
export async function startCrashRig(prepare: (dataDir: string) => void = () => undefined): Promise<CrashRig> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airpicture-ledger-'));
  prepare(dataDir);
  const postgres = await startPostgresProcess();
  const network = await startTcpProxy({ host: '127.0.0.1', port: postgres.port });
  const port = await freePort(0);
  const url = `http://127.0.0.1:${port}`;
  const ledger = createLedger(postgres.connectionString);
  const env = {
    DATABASE_URL: postgres.connectionString.replace(`:${postgres.port}`, `:${network.port}`),
    DATA_DIR: dataDir,
    INGEST_AUTO_REGISTER: 'true',
    INGEST_RECORDS_PER_SECOND: '0',
    TRACK_TIMEOUT: '1',
    LOG_LEVEL: process.env['CRASH_LOG_LEVEL'] ?? 'silent',
  };
  let server: ServerProcess;

  /** What /ready answers; null when nobody does. */
  async function askReady(): Promise<number | null> {
    try {
      const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2000) });
      await response.body?.cancel();
      return response.status;
    } catch {
      return null;
    }
  }

  async function until(isMet: (status: number | null) => boolean): Promise<number> {
    const startMs = performance.now();
    while (!isMet(await askReady())) {
      if (performance.now() - startMs > READY_MS)
        throw new Error(`The server is not there after ${READY_MS} ms.`);
      await sleep(POLL_MS);
    }
    return performance.now() - startMs;
  }

  const untilReady = () => until((status) => status === 200);
  const spawn = () => {
    server = startServer({ host: '127.0.0.1', port, env });
  };
  const start = async () => {
    spawn();
    await until((status) => status !== null);
    return untilReady();
  };
  await start();

  return {
    dataDir,
    postgres,
    network,
    ledger,
    get server() {
      return server;
    },
    spawnServer: spawn,
    startServer: start,
    async killServer() {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
    },
    untilReady,
    push: (options = {}) => startPushClients({ url, ledger, kitId: 'pushing-kit', ...options }),
    async audit(deadlineMs) {
      const giveUpMs = Date.now() + deadlineMs;
      while ((await ledger.countStored()) < ledger.acknowledged && Date.now() < giveUpMs) await sleep(250);
      return ledger.audit();
    },
    async stop() {
      await server.stop();
      await network.stop();
      await postgres.remove();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
