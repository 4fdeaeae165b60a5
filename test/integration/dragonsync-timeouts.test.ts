import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectTimeoutMs } from '../../src/collectors/dragonsync/client.js';
import { createDragonSync } from '../../src/collectors/dragonsync/dragonsync.js';
import type { PollRequest, Source } from '../../src/collectors/source.js';
import { aDroneRecord, aSignalRecord, type FakeKit, startFakeKit } from '../support/fake-kit.js';
import * as hostile from '../support/hostile-answers.js';
import { openKitAgent } from '../support/kit-agent.js';

const ALL: PollRequest = { drones: true, signals: true, status: true };
const DATA: PollRequest = { drones: true, signals: true, status: false };

let kit: FakeKit;
let agent: Agent;

beforeEach(async () => {
  kit = await startFakeKit({ drones: [aDroneRecord()], signals: [aSignalRecord()] });
  agent = openKitAgent();
});
afterEach(async () => {
  await agent.destroy();
  await kit.stop();
});

function aSource({ requestTimeoutMs = 2_000, maxRetries = 0 } = {}): Source {
  const kind = createDragonSync({ agent, requestTimeoutMs, maxRetries, now: Date.now });
  return kind.createSource({ kitId: 'kit-1', apiUrl: kit.url, clockOffsetMs: 0 });
}

const poll = (source: Source, request = ALL) =>
  source.poll(request, new AbortController().signal, () => undefined);
const failure = (source: Source, request = DATA) =>
  poll(source, request).then(
    () => expect.unreachable('the poll succeeded'),
    (error: unknown) => error,
  );

describe('no answer', () => {
  test('is what a kit gives that refuses the connection', async () => {
    await kit.goAway();
    expect(await failure(aSource())).toMatchObject({
      kind: 'network',
      reachable: false,
      message: '/drones: nothing answers there, or it is not in KIT_ALLOWED_NETWORKS',
      detail: '/drones: connection refused',
    });
  });

  test('is what a kit gives that resets the connection', async () => {
    kit.behaves(hostile.resets, '/drones');
    expect(await failure(aSource())).toMatchObject({ kind: 'network', reachable: false });
  });

  test.each([
    ['hangs', hostile.hang],
    ['drips a byte at a time', hostile.loris],
    ['begins an answer and is gone', hostile.halfOpen],
  ])('is what a kit gives that %s, when the deadline has passed', async (_how, behaviour) => {
    kit.behaves(behaviour, '/drones');
    expect(await failure(aSource({ requestTimeoutMs: 150 }))).toMatchObject({
      kind: 'timeout',
      reachable: false,
      message: '/drones: no answer within 0.15 s',
    });
    await expect.poll(() => kit.sockets.open).toBe(0);
  });
});

test.each([
  ['hangs', hostile.hang],
  ['drips a byte at a time', hostile.loris],
  ['begins an answer and is gone', hostile.halfOpen],
])(
  'K2: a kit that %s is given up half a second after its deadline at the latest, on two sockets at most',
  async (_how, behaviour) => {
    kit.behaves(behaviour);
    const startMs = performance.now();
    expect(await failure(aSource({ requestTimeoutMs: 2_000, maxRetries: 3 }), ALL)).toMatchObject({
      kind: 'timeout',
      message: '/drones: no answer within 2 s',
    });
    expect(performance.now() - startMs).toBeLessThan(2_500);
    expect(kit.sockets.most).toBeLessThanOrEqual(2);
    await expect.poll(() => kit.sockets.open).toBe(0);
  },
);

describe('a connection that hangs', () => {
  /** Accepts connections and never answers the client's TLS hello, so that none comes about. */
  async function startHangingServer() {
    const server = createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined).resume();
    });
    let connections = 0;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      apiUrl: `https://127.0.0.1:${port}`,
      connections: () => connections,
      stop: () => new Promise((resolve) => server.close(resolve)),
    };
  }

  test('is tried again, MAX_RETRIES times, inside one deadline', async () => {
    const limits = { requestTimeoutMs: 2_000, maxRetries: 3 };
    const impatient = openKitAgent({ connectTimeoutMs: connectTimeoutMs(limits) });
    const server = await startHangingServer();
    try {
      const kind = createDragonSync({ agent: impatient, ...limits, now: Date.now });
      const source = kind.createSource({ kitId: 'kit-1', apiUrl: server.apiUrl, clockOffsetMs: 0 });
      expect(await failure(source)).toMatchObject({ kind: 'timeout', reachable: false });
      expect(server.connections()).toBe(4);
      expect(source.counters()).toEqual({ requests: 4, succeeded: 0, failed: 4 });
    } finally {
      await impatient.destroy();
      await server.stop();
    }
  });

  test('leaves half of the time for the answer', () => {
    expect(connectTimeoutMs({ requestTimeoutMs: 10_000, maxRetries: 3 })).toBe(1_250);
    expect(connectTimeoutMs({ requestTimeoutMs: 10_000, maxRetries: 0 })).toBe(5_000);
  });
});

test('a kit that needs most of the time for an answer is polled', async () => {
  const answer = hostile.says(JSON.stringify({ drones: [aDroneRecord()] }));
  kit.behaves((socket, path) => setTimeout(() => answer(socket, path), 1_400), '/drones');
  const source = aSource({ requestTimeoutMs: 2_000, maxRetries: 3 });
  const { observations } = await poll(source, DATA);
  expect(observations.map(({ type }) => type)).toEqual(['track', 'signal']);
  expect(kit.requests).toEqual(['/drones', '/signals']);
});

test('a request without an answer is sent again in the time that is left', async () => {
  let asked = 0;
  const answer = hostile.says(JSON.stringify({ drones: [aDroneRecord()] }));
  kit.behaves((socket, path) => (++asked === 1 ? hostile.hang : answer)(socket, path), '/drones');
  const source = aSource({ requestTimeoutMs: 2_000, maxRetries: 3 });
  const { observations } = await poll(source, DATA);
  expect(observations.map(({ type }) => type)).toEqual(['track', 'signal']);
  expect(kit.requests).toEqual(['/drones', '/drones', '/signals']);
});

test('a kit that never answers is asked MAX_RETRIES times more, all inside one deadline', async () => {
  kit.behaves(hostile.hang, '/drones');
  const source = aSource({ requestTimeoutMs: 4_000, maxRetries: 2 });
  expect(await failure(source)).toMatchObject({ kind: 'timeout', message: '/drones: no answer within 4 s' });
  expect(source.counters()).toEqual({ requests: 3, succeeded: 0, failed: 3 });
});

test('hanging signals take the deadline from nothing else', async () => {
  kit.behaves(hostile.hang, '/signals');
  const { observations, problem } = await poll(aSource({ requestTimeoutMs: 500 }));
  expect(observations.map(({ type }) => type)).toEqual(['track', 'kitStatus']);
  expect(problem).toBe('/signals: no answer within 0.5 s');
});

test('a poll that is called off ends at once', async () => {
  kit.behaves(hostile.hang, '/drones');
  const calledOff = new AbortController();
  const polling = aSource({ requestTimeoutMs: 60_000 }).poll(DATA, calledOff.signal, () => undefined);
  await expect.poll(() => kit.requests).toHaveLength(1);
  calledOff.abort();
  await expect(polling).rejects.toThrow();
  await expect.poll(() => kit.sockets.open).toBe(0);
});
