import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from './free-port.js';
import { buildServer, KITS_NETWORK, startServer, type ServerProcess } from './server-process.js';
import { createStationOutages, startStation, stations, type RunningKit } from './stations.js';
import { createWorld } from './world.js';

const HOST = '127.0.0.1';
const FIRST_KIT_PORT = 18_088;
const READY_WITHIN_MS = 60_000;
const SEED = 7;

interface Demo {
  readonly server: ServerProcess;
  readonly registered: readonly RunningKit[];
  readonly spare: RunningKit;
  readonly stop: () => Promise<number | string>;
}

async function startDemo(told: AbortSignal): Promise<Demo | null> {
  const dataDir = resolve(process.env['DATA_DIR'] ?? './data/demo');
  const port = await choosePort(process.env['PORT']);
  await buildServer();
  if (told.aborted) return null;

  const world = createWorld({ seed: SEED, startMs: Date.now(), droneCount: 12 });
  const kits = await Promise.all(
    stations.map((station, i) => startStation(station, world, FIRST_KIT_PORT + i)),
  );
  const [harbour, airport, manzell, spare] = kits as [RunningKit, RunningKit, RunningKit, RunningKit];
  const registered = [harbour, airport, manzell];
  const outages = createStationOutages(manzell, console.log);
  const server = startServer({
    host: HOST,
    port,
    env: {
      DATA_DIR: dataDir,
      // Simulated drones have no place in a real history.
      DATABASE_URL: '',
      DATABASE_URL_FILE: '',
      KIT_ALLOWED_NETWORKS: KITS_NETWORK,
      KITS_CONFIG: await writeKitsFile(dataDir, registered),
      POLL_INTERVAL: '2',
      // A kit that hangs is noticed before it comes back.
      REQUEST_TIMEOUT: '5',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
    },
  });
  const stop = async () => {
    outages.stop();
    const end = await server.stop();
    await Promise.all(kits.map(({ kit }) => kit.stop()));
    return end;
  };
  // Ends the waiting below as well: the server is gone then.
  told.addEventListener('abort', () => void server.stop());
  try {
    await server.ready(READY_WITHIN_MS);
    for (const kit of registered) await tellWhereKitIs(server, kit);
  } catch (error) {
    await stop();
    if (told.aborted) return null;
    throw error;
  }
  outages.start();
  return { server, registered, spare, stop };
}

/** What was asked for, or else a free port, if possible the server's default. */
async function choosePort(asked: string | undefined): Promise<number> {
  if (asked === undefined || asked === '') return freePort(4000);
  return asked === '0' ? freePort(0) : Number(asked);
}

async function writeKitsFile(dataDir: string, kits: readonly RunningKit[]): Promise<string> {
  const directory = join(dataDir, 'simulator');
  await mkdir(directory, { recursive: true });
  const path = join(directory, 'kits.yaml');
  const list = kits.map(({ station, url }) => ({
    id: station.id,
    name: station.name,
    location: station.location,
    api_url: url,
  }));
  await writeFile(path, stringify({ kits: list }));
  return path;
}

/** The server keeps the kits of an earlier demo, which may have listened elsewhere. */
async function tellWhereKitIs(server: ServerProcess, { station, url }: RunningKit): Promise<void> {
  const { kit } = await server.query<{ kit: { apiUrl: string | null } | null }>(
    'query KitUrl($kitId: String!) { kit(kitId: $kitId) { apiUrl } }',
    { kitId: station.id },
  );
  if (kit === null || kit.apiUrl === url) return;
  const { updateKit } = await server.query<{ updateKit: { message?: string } }>(
    `mutation MoveKit($kitId: String!, $input: UpdateKitInput!) {
      updateKit(kitId: $kitId, input: $input) { ... on Error { message } }
    }`,
    { kitId: station.id, input: { apiUrl: url } },
  );
  if (updateKit.message !== undefined) {
    console.error(`${station.name} stays at ${kit.apiUrl ?? 'no address'}: ${updateKit.message}`);
  }
}

function introduce({ server, registered, spare }: Demo): void {
  console.log(`
Airpicture is running, with simulated kits around Friedrichshafen on Lake Constance.

  Live map   ${server.url}/
  GraphiQL   ${server.url}/graphql
  Health     ${server.url}/health

Kits that it polls:
${registered.map(({ station, url }) => `  ${url}  ${station.name}`).join('\n')}
${registered.at(-1)?.station.name ?? ''} fails for 40 s every four minutes, to show what that looks like.

One more kit is there for you to register. In GraphiQL:

  mutation {
    registerKit(input: { kitId: "${spare.station.id}", name: "${spare.station.name}", apiUrl: "${spare.url}" }) {
      __typename
      ... on Error { message }
    }
  }

Ctrl-C stops everything.
`);
}

async function main(): Promise<number> {
  const telling = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => telling.abort());
  console.log('Starting…');
  const demo = await startDemo(telling.signal);
  if (demo === null) return 0;
  introduce(demo);
  const end = await demo.server.exited;
  await demo.stop();
  if (telling.signal.aborted && end === 0) return 0;
  console.error(
    telling.signal.aborted
      ? `The server did not stop cleanly (${end}).`
      : `The server ended by itself (${end}).`,
  );
  return 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
