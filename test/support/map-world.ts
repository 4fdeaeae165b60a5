import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../simulator/free-port.js';
import { KITS_NETWORK, startServer, type ServerProcess } from '../../simulator/server-process.js';
import { startStation, stations, type RunningKit } from '../../simulator/stations.js';
import { createWorld } from '../../simulator/world.js';

const HOST = '127.0.0.1';
const READY_WITHIN_MS = 60_000;

/** The demo's kits, all of them well, and a server of its own that polls the first three. */
export interface MapWorld {
  readonly url: string;
  /** Runs, and is not registered. */
  readonly spare: RunningKit;
  readonly query: ServerProcess['query'];
  /** Ends the server at once, as a power cut would; the kits go on. */
  kill(): Promise<void>;
  /** The same server again, at the same address. */
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

export async function startMapWorld(env: Readonly<Record<string, string>> = {}): Promise<MapWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airpicture-map-'));
  const world = createWorld({ seed: 7, startMs: Date.now(), droneCount: 12 });
  const kits = await Promise.all(stations.map((station) => startStation(station, world, 0)));
  const port = await freePort(0);
  const start = async (): Promise<ServerProcess> => {
    const server = startServer({
      host: HOST,
      port,
      env: {
        DATA_DIR: dataDir,
        DATABASE_URL: '',
        KIT_ALLOWED_NETWORKS: KITS_NETWORK,
        POLL_INTERVAL: '2',
        INGEST_AUTO_REGISTER: 'true',
        LOG_LEVEL: 'warn',
        ...env,
      },
    });
    await server.ready(READY_WITHIN_MS);
    return server;
  };
  let server = await start();
  for (const { station, url } of kits.slice(0, 3))
    await server.query(
      'mutation ($input: RegisterKitInput!) { registerKit(input: $input) { ... on Error { message } } }',
      { input: { kitId: station.id, name: station.name, location: station.location, apiUrl: url } },
    );
  return {
    url: server.url,
    spare: kits[3]!,
    query: (document, variables) => server.query(document, variables),
    async kill() {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
    },
    async startAgain() {
      server = await start();
    },
    async stop() {
      await server.stop();
      await Promise.all(kits.map(({ kit }) => kit.stop()));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
