import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../simulator/free-port.js';
import { KITS_NETWORK, startServer, type ServerProcess } from '../simulator/server-process.js';
import { enableKits } from './enable-kits.js';
import { startChild } from './child.js';
import { peer } from './peers.js';
import type { PeerAddress, PeerUpdates } from './peers/serve-peer.js';
import { pushSky, type Feed, type SkyOrder } from './push-sky.js';

/** Kits that are asked for something new, instead of a sky that is pushed. */
export interface PolledKits {
  readonly urls: readonly string[];
  /** The same kits for our server, as `bench-0` and so on, disabled. */
  readonly kitsFile: string;
  readonly intervalMs: number;
}

/** Where updates come from. */
export type Work = SkyOrder | PolledKits;

export type TargetName = 'ours' | 'yoga' | 'mercurius' | 'bare ws';

/** A server with the subscription `tracks`, in a process of its own. */
export interface Target {
  readonly name: TargetName;
  readonly url: string;
  readonly pid: number;
  /** Begins to update the picture, which `Feed.stop` ends. */
  feed(): Promise<Feed>;
  /** Says how long the bare broadcast's messages are; the others' are what they are. */
  pad(messageBytes: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startTarget(name: TargetName, work: Work): Promise<Target> {
  if (name === 'ours') return startOurs(work);
  const folder = name === 'mercurius' ? await peer('mercurius') : null;
  const child = startChild(`peers/${name.replace(' ', '-')}.ts`);
  const { port } = await child.ask<PeerAddress>({ folder });
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    async feed() {
      await child.ask({ ...work });
      return { stop: async () => (await child.ask<PeerUpdates>('stop')).updates };
    },
    async pad(messageBytes) {
      await child.ask({ messageBytes });
    },
    stop: () => {
      child.end();
      return Promise.resolve();
    },
  };
}

/** The real server as `npm start` runs it, with its own PostgreSQL: everything it is fed is stored, too. */
async function startOurs(work: Work): Promise<Target> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airpicture-bench-'));
  const server = startServer({
    host: '127.0.0.1',
    port: await freePort(0),
    env: {
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      INGEST_AUTO_REGISTER: 'true',
      INGEST_RECORDS_PER_SECOND: '0',
      LOG_LEVEL: 'warn',
      // Between two rounds nothing becomes stale, which would be an update of its own.
      TRACK_TIMEOUT: '3600',
      ...('urls' in work
        ? {
            KIT_ALLOWED_NETWORKS: KITS_NETWORK,
            KITS_CONFIG: work.kitsFile,
            POLL_INTERVAL: String(work.intervalMs / 1000),
          }
        : {}),
    },
  });
  const stop = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await server.ready(60_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name: 'ours',
    url: server.url,
    pid: server.pid,
    feed: () => ('urls' in work ? pollKits(server, work) : Promise.resolve(pushSky(server.url, work))),
    pad: () => Promise.resolve(),
    stop,
  };
}

async function pollKits(server: ServerProcess, { urls }: PolledKits): Promise<Feed> {
  const enable = (enabled: boolean) => enableKits(server, urls.length, enabled);
  await enable(true);
  return {
    async stop() {
      await enable(false);
      // Who polls does not count what it got.
      return 0;
    },
  };
}
