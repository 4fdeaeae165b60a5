import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { waitFor } from '../support/wait-for.js';
import { connectWs, rawSubscription, type RawSubscription, type WsClient } from '../support/ws-client.js';

let running: TestHttpServer;
const clients: WsClient[] = [];
const raws: RawSubscription[] = [];

beforeAll(async () => {
  running = await startHttpServer();
});
afterAll(() => running.server.stop({ deadlineMs: 1_000 }));
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  for (const raw of raws.splice(0)) raw.close();
  await waitFor(() => expect([running.channel.readers, running.endlessReaders()]).toEqual([0, 0]));
});

function connect(): WsClient {
  const client = connectWs(running.url);
  clients.push(client);
  return client;
}

async function raw(
  ...args: Parameters<typeof rawSubscription> extends [string, ...infer Rest] ? Rest : never
) {
  const subscription = await rawSubscription(running.url, ...args);
  raws.push(subscription);
  return subscription;
}

/** How a handshake with these headers is answered: 101 or the status that refuses it. */
async function handshakeStatus(path: string, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(running.url.replace('http', 'ws') + path, 'graphql-transport-ws', { headers });
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.once('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
  });
}

describe('operations', () => {
  test('a subscription delivers its events in order and completes', async () => {
    const counts: unknown[] = [];
    for await (const { data } of connect().subscribe('subscription { count(to: 3) }'))
      counts.push(data?.['count']);
    expect(counts).toEqual([1, 2, 3]);
  });

  test('queries and mutations run over the socket with a context of their own', async () => {
    const client = connect();
    const ids = new Set<unknown>();
    for (const _round of [1, 2]) {
      for await (const { data } of client.subscribe('{ requestId }')) ids.add(data?.['requestId']);
    }
    expect(ids.size).toBe(2);
    expect([...ids].every((id) => typeof id === 'string')).toBe(true);
  });

  test('a bad document costs its operation and never the socket', async () => {
    const subscription = await raw();
    subscription.send({ id: 'syntax', type: 'subscribe', payload: { query: '{ hello' } });
    subscription.send({ id: 'field', type: 'subscribe', payload: { query: '{ nope }' } });
    subscription.send({
      id: 'operation',
      type: 'subscribe',
      payload: { query: 'query A { hello } query B { hello }' },
    });
    subscription.send({
      id: 'variable',
      type: 'subscribe',
      payload: { query: 'query ($l: Int!) { text(length: $l) }' },
    });
    subscription.send({ id: 'good', type: 'subscribe', payload: { query: '{ hello }' } });
    await waitFor(() => expect(subscription.messages).toContainEqual({ id: 'good', type: 'complete' }));
    const typeOf = (id: string) => subscription.messages.find((message) => message.id === id);
    expect(typeOf('syntax')).toMatchObject({
      type: 'error',
      payload: [{ message: expect.stringContaining('Syntax Error') as string }],
    });
    expect(typeOf('field')).toEqual({
      id: 'field',
      type: 'error',
      payload: [
        {
          message: 'Cannot query field "nope" on type "Query".',
          locations: [{ line: 1, column: 3 }],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    });
    expect(typeOf('operation')).toMatchObject({ type: 'error' });
    expect(typeOf('variable')).toMatchObject({
      type: 'next',
      payload: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    });
    expect(typeOf('good')).toEqual({ id: 'good', type: 'next', payload: { data: { hello: 'hello world' } } });
    expect(subscription.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('an unexpected error is masked here as over HTTP', async () => {
    for await (const result of connect().subscribe('{ defect missingKit }')) {
      expect(JSON.stringify(result)).not.toContain('hunter2');
      expect(result.errors?.map(({ extensions }) => extensions)).toEqual([
        { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) as string },
        { code: 'NOT_FOUND' },
      ]);
    }
  });

  test('a stream that fails ends with a masked error, and the socket goes on', async () => {
    const subscription = await raw('subscription { breaks }');
    await waitFor(() => expect(subscription.messages.at(-1)?.type).toBe('error'));
    expect(JSON.stringify(subscription.messages)).not.toContain('secrets');
    expect(subscription.messages.filter(({ id }) => id === '1').map(({ type }) => type)).toEqual([
      'next',
      'error',
    ]);
    expect(subscription.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('ending a subscription that waits for an event frees its generator', async () => {
    const subscription = await raw('subscription { channel }');
    await waitFor(() => expect(running.channel.readers).toBe(1));
    subscription.send({ id: '1', type: 'complete' });
    await waitFor(() => expect(running.channel.readers).toBe(0));
  });

  test('losing the socket frees its generators', async () => {
    const subscription = await raw('subscription { channel }');
    await waitFor(() => expect(running.channel.readers).toBe(1));
    subscription.close();
    await waitFor(() => expect(running.channel.readers).toBe(0));
  });

  test('G7: the 21st operation of a socket is refused, the others go on', async () => {
    const subscription = await raw();
    for (let id = 1; id <= 21; id++) {
      subscription.send({
        id: String(id),
        type: 'subscribe',
        payload: { query: 'subscription { channel }' },
      });
    }
    await waitFor(() => expect(running.channel.readers).toBe(20));
    await waitFor(() =>
      expect(subscription.messages).toContainEqual(
        expect.objectContaining({
          id: '21',
          type: 'error',
          payload: [expect.objectContaining({ extensions: { code: 'RATE_LIMITED' } })],
        }),
      ),
    );
    running.channel.publish('still here');
    await waitFor(() => expect(subscription.messages.filter(({ type }) => type === 'next')).toHaveLength(20));
  });
});

describe('handshake', () => {
  test.each([
    ['a program', {}, 101],
    ['a page of this server', { origin: 'http://HOST' }, 101],
    ['a page of another site', { origin: 'https://elsewhere.example' }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
  ])('%s asking for a socket gets %o → %i', async (_who, headers: { origin?: string }, status) => {
    const origin = headers.origin?.replace('HOST', new URL(running.url).host);
    expect(await handshakeStatus('/graphql', origin === undefined ? {} : { origin })).toBe(status);
  });

  test('other paths have no sockets', async () => {
    expect(await handshakeStatus('/elsewhere')).toBe(404);
  });

  test('a message above 64 KiB closes its socket with 1009', async () => {
    const subscription = await raw();
    subscription.socket.on('error', () => undefined);
    subscription.send({
      id: '1',
      type: 'subscribe',
      payload: { query: '{ hello }', variables: { padding: 'x'.repeat(70_000) } },
    });
    const [code] = (await once(subscription.socket, 'close')) as [number];
    expect(code).toBe(1009);
  });

  test('G7: a socket that never introduces itself is closed', async () => {
    const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(4408);
  });
});

describe('readers that do not read', () => {
  test('an operation whose reader stalls is not pulled, and others get everything', async () => {
    const stalled = await raw('subscription { endless(reader: "stalled") }');
    stalled.stall();
    await waitFor(() => expect(running.endlessPulls('stalled')).toBeGreaterThan(0));

    const healthy = await raw('subscription { channel }');
    await waitFor(() => expect(running.channel.readers).toBe(1));
    const total = 20_000;
    for (let n = 1; n <= total; n++) {
      running.channel.publish(String(n));
      if (n % 100 === 0)
        await waitFor(
          () => expect(healthy.messages.at(-1)?.payload).toEqual({ data: { channel: String(n) } }),
          1,
        );
    }

    const received = healthy.messages
      .filter(({ type }) => type === 'next')
      .map(({ payload }) => (payload as { data: { channel: string } }).data.channel);
    expect(received).toEqual(Array.from({ length: total }, (_, index) => String(index + 1)));
    // What two kernels' socket buffers hold, in events of 16 kB; 20,000 of them would be 320 MB.
    expect(running.endlessPulls('stalled')).toBeLessThan(2_000);

    const pullsWhileStalled = running.endlessPulls('stalled');
    stalled.resume();
    await waitFor(() => expect(running.endlessPulls('stalled')).toBeGreaterThan(pullsWhileStalled));
  });

  test('a client that asks and asks without reading is not read either', async () => {
    const flood = await raw();
    flood.stall();
    const ping = JSON.stringify({ type: 'ping', payload: { padding: 'x'.repeat(60_000) } });
    // 600 MB of questions, were they all read and answered.
    for (let n = 0; n < 1_000; n++) flood.socket.send(ping);
    const other = connect();
    let unsent = flood.socket.bufferedAmount;
    // Its questions stop leaving: they stay in its own memory.
    await waitFor(async () => {
      for await (const { data } of other.subscribe('{ hello }'))
        expect(data).toEqual({ hello: 'hello world' });
      const before = unsent;
      unsent = flood.socket.bufferedAmount;
      expect(unsent).toBe(before);
    }, 200);
    expect(unsent).toBeGreaterThan(30e6);
  });

  test('a socket that does not answer pings is cut', async () => {
    const impatient = await startHttpServer({ keepAliveMs: 50 });
    const dead = new WebSocket(`${impatient.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      autoPong: false,
    });
    const [code] = (await once(dead, 'close')) as [number];
    expect(code).toBe(1006);
    await impatient.server.stop({ deadlineMs: 1_000 });
  });

  test('a reader that takes nothing for too long is cut', async () => {
    const impatient = await startHttpServer({ keepAliveMs: 50, stallTimeoutMs: 200 });
    const stalled = await rawSubscription(impatient.url, 'subscription { endless(reader: "stalled") }');
    stalled.stall();
    await waitFor(() => expect(impatient.endlessReaders()).toBe(1));
    await waitFor(() => expect(impatient.endlessReaders()).toBe(0));
    stalled.close();
    await impatient.server.stop({ deadlineMs: 1_000 });
  });
});
