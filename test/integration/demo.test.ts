import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { introductionOf, startDemo as startDemoProcess, type DemoProcess } from '../support/demo.js';

/** It may have to build the server first. */
const STARTS_WITHIN_MS = 100_000;

let dataDir = '';
let running: DemoProcess | null = null;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'airpicture-demo-'));
});
afterEach(async () => {
  if (running !== null && !running.hasEnded()) {
    running.kill('SIGTERM');
    await running.exited;
  }
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

function startDemo(env: Record<string, string> = {}): DemoProcess {
  running = startDemoProcess({ DATA_DIR: dataDir, ...env });
  return running;
}

async function introduced(demo: DemoProcess) {
  const over = () => introductionOf(demo) !== null || demo.hasEnded();
  await expect.poll(over, { timeout: STARTS_WITHIN_MS, interval: 200 }).toBe(true);
  expect(demo.output()).toContain('Ctrl-C');
  return introductionOf(demo)!;
}

async function query<T>(url: string, document: string): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: document }),
  });
  return ((await response.json()) as { data: T }).data;
}

interface Kits {
  readonly kits: { readonly edges: { readonly node: { kitId: string; status: string; apiUrl: string } }[] };
}
async function kitsOf(url: string) {
  const { kits } = await query<Kits>(url, '{ kits(first: 10) { edges { node { kitId status apiUrl } } } }');
  return kits.edges.map(({ node }) => node).sort((a, b) => a.kitId.localeCompare(b.kitId));
}

test('shows drones that move, lets a kit be registered, and finds its kits again when they listen elsewhere', async () => {
  const first = startDemo();
  const { url, kitUrls } = await introduced(first);
  expect(kitUrls).toHaveLength(4);
  await expect
    .poll(async () => (await kitsOf(url)).map(({ kitId, status }) => `${kitId} ${status}`), {
      timeout: 20_000,
    })
    .toEqual(['airport ONLINE', 'harbour ONLINE', 'manzell ONLINE']);

  const seen = new Map<string, string>();
  const moved = async () => {
    const { liveTracks } = await query<{
      liveTracks: { droneId: string; lat: number | null; lon: number | null }[];
    }>(url, '{ liveTracks(filter: { kinds: [DRONE] }) { droneId lat lon } }');
    const moving = liveTracks.filter(({ droneId, lat, lon }) => {
      const before = seen.get(droneId);
      seen.set(droneId, `${lat} ${lon}`);
      return before !== undefined && before !== `${lat} ${lon}`;
    });
    return moving.length;
  };
  await expect.poll(moved, { timeout: 20_000, interval: 1000 }).toBeGreaterThan(1);

  const mutation = /mutation \{[\s\S]*?\n {2}\}/.exec(first.output())?.[0] ?? '';
  expect(await query(url, mutation)).toEqual({ registerKit: { __typename: 'RegisterKitSuccess' } });
  await expect
    .poll(async () => (await kitsOf(url)).find(({ kitId }) => kitId === 'fairground')?.status, {
      timeout: 20_000,
    })
    .toBe('ONLINE');
  first.kill('SIGTERM');
  expect(await first.exited).toBe(0);

  const squatter = createServer().listen(Number(new URL(kitUrls[0] ?? '').port), '127.0.0.1');
  await once(squatter, 'listening');
  try {
    const second = startDemo();
    const again = await introduced(second);
    expect(again.kitUrls[0]).not.toBe(kitUrls[0]);
    const harbour = async () => (await kitsOf(again.url)).find(({ kitId }) => kitId === 'harbour');
    await expect
      .poll(harbour, { timeout: 20_000 })
      .toMatchObject({ status: 'ONLINE', apiUrl: again.kitUrls[0] });
    second.kill('SIGINT');
    expect(await second.exited).toBe(0);
  } finally {
    squatter.close();
  }
}, 240_000);

test('says so and fails when the server cannot start', async () => {
  const demo = startDemo({ PORT: 'none' });
  expect(await demo.exited).toBe(1);
  expect(demo.output()).toContain('The server ended before it was ready (78).');
}, 120_000);
