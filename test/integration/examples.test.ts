import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMapWorld, type MapWorld } from '../support/map-world.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}examples/`;
const languages: Readonly<Record<string, string>> = { mjs: 'js', ts: 'ts', sh: 'sh' };

const hasCurl = spawnSync('curl', ['--version']).error === undefined;
if (!hasCurl) console.warn('\nNO CURL ON THIS MACHINE: its example is not run.\n');

test.each(readdirSync(folder))('docs/clients.md has examples/%s as it is', (name) => {
  const language = languages[name.split('.').at(-1)!]!;
  const code = readFileSync(folder + name, 'utf8');
  const document = readFileSync(`${root}docs/clients.md`, 'utf8');
  expect(document).toContain(`\`\`\`${language}\n${code.trimEnd()}\n\`\`\`\n`);
});

interface Dot {
  readonly droneId: string;
  readonly lat: number | null;
}

/** An example as a process of its own. */
interface Running {
  readonly output: () => string;
  readonly hasEnded: () => boolean;
  /** Latitudes that it printed of a drone, each once. */
  latitudesOf(droneId: string): readonly number[];
  stop(): Promise<void>;
}

function run(command: string, ...args: string[]): Running {
  const child: ChildProcess = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (output += text));
  }
  const ended = once(child, 'exit');
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    output: () => output,
    hasEnded,
    latitudesOf(droneId) {
      const told = dotsIn(output).filter((dot) => dot.droneId === droneId);
      return [...new Set(told.flatMap(({ lat }) => lat ?? []))];
    },
    async stop() {
      child.kill();
      if (!hasEnded()) await ended;
    },
  };
}

/** Every track in lines of JSON, on its own or in an event. */
function dotsIn(output: string): Dot[] {
  return output.split('\n').flatMap((line) => {
    const json = line.replace(/^data: /, '');
    if (!json.startsWith('{') || !json.endsWith('}')) return [];
    const said = JSON.parse(json) as Partial<Dot> & {
      readonly data?: { readonly tracks: { readonly tracks?: Dot[]; readonly upserts?: Dot[] } };
    };
    if (said.droneId !== undefined) return [said as Dot];
    return said.data?.tracks.tracks ?? said.data?.tracks.upserts ?? [];
  });
}

const count = (text: string, part: string) => text.split(part).length - 1;

describe('against a server with kits', () => {
  let world: MapWorld;
  let proxy: TcpProxy;
  beforeAll(async () => {
    world = await startMapWorld();
    proxy = await startTcpProxy({ host: '127.0.0.1', port: Number(new URL(world.url).port) });
  }, 120_000);
  afterAll(async () => {
    await proxy?.stop();
    await world?.stop();
  });

  async function hear(droneId: string, lat: number): Promise<void> {
    const response = await fetch(`${world.url}/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        source: 'example',
        messages: [{ type: 'drone', id: droneId, lat, lon: 9.48, alt: 500, time: Date.now() / 1000 }],
      }),
    });
    expect(response.status, await response.text()).toBe(200);
  }

  /** Drones of the kits move all the time. */
  async function showsWhatMoves(example: Running): Promise<void> {
    await waitFor(() => {
      const drones = new Set(dotsIn(example.output()).map(({ droneId }) => droneId));
      const moved = [...drones].filter((droneId) => example.latitudesOf(droneId).length > 1);
      expect(moved.length, example.output()).toBeGreaterThan(1);
    });
  }

  test.each([
    ['graphql-ws.mjs', ['examples/graphql-ws.mjs']],
    ['urql.mjs', ['examples/urql.mjs']],
    ['apollo.mjs', ['examples/apollo.mjs']],
    ['live-client.ts', ['--import', 'tsx', 'examples/live-client.ts']],
  ])('%s shows what flies, what appears, and goes on where it was cut off', async (name, args) => {
    const newcomer = `drone-${name}`;
    const example = run(process.execPath, ...args, `ws://127.0.0.1:${proxy.port}/graphql`);
    try {
      await showsWhatMoves(example);
      await hear(newcomer, 47.61);
      await waitFor(() => expect(example.latitudesOf(newcomer)).toEqual([47.61]));
      let attempts = 0;
      proxy.onConnection(() => (attempts += 1));
      proxy.refuse();
      await hear(newcomer, 47.62);
      await waitFor(() => expect(attempts).toBeGreaterThan(1));
      proxy.recover();
      await waitFor(() => expect(example.latitudesOf(newcomer)).toEqual([47.61, 47.62]));
      // The rest came as changes, not as the whole picture again.
      expect(count(example.output(), 'TrackSnapshot')).toBe(1);
      expect(example.hasEnded()).toBe(false);
    } finally {
      await example.stop();
    }
  });

  test.runIf(hasCurl)('sse.sh shows what flies, and goes on from a cursor', async () => {
    const url = `http://127.0.0.1:${proxy.port}/graphql`;
    const example = run('sh', 'examples/sse.sh', url);
    let next: Running | null = null;
    try {
      await showsWhatMoves(example);
      expect(count(example.output(), 'TrackSnapshot')).toBe(1);
      proxy.refuse();
      await waitFor(() => expect(example.hasEnded()).toBe(true));
      await hear('drone-sse.sh', 47.63);
      proxy.recover();
      const [, cursor] = example.output().match(/.*"cursor":"([^"]+)"/s)!;
      next = run('sh', 'examples/sse.sh', url, cursor!);
      await waitFor(() => expect(next?.latitudesOf('drone-sse.sh')).toEqual([47.63]));
      expect(next.output()).not.toContain('TrackSnapshot');
    } finally {
      await example.stop();
      await next?.stop();
    }
  });
});
