import { once } from 'node:events';
import { createSchema } from 'graphql-yoga';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { createHttpServer } from '../../src/server/http.js';
import { ListenError } from '../../src/server/listen-error.js';
import { graphql } from '../support/graphql.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { openSse } from '../support/sse-client.js';
import { waitFor } from '../support/wait-for.js';
import { rawSubscription } from '../support/ws-client.js';

let running: TestHttpServer | undefined;
afterEach(() => running?.server.stop({ deadlineMs: 100 }));

test('a draining server is not ready, refuses new operations and goes on with those under way', async () => {
  running = await startHttpServer();
  const { url, server, channel } = running;
  const subscription = await rawSubscription(url, 'subscription { channel }');
  await waitFor(() => expect(channel.readers).toBe(1));
  server.drain();

  const ready = await fetch(`${url}/ready`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({
    checks: { database: { ok: true }, draining: { ok: false, reason: 'shutting down' } },
  });
  expect(await graphql(url, '{ hello }')).toMatchObject({
    status: 503,
    errors: [{ extensions: { code: 'UNAVAILABLE' } }],
  });
  subscription.send({ id: '2', type: 'subscribe', payload: { query: '{ hello }' } });
  await waitFor(() =>
    expect(subscription.messages.at(-1)).toMatchObject({
      id: '2',
      type: 'error',
      payload: [{ extensions: { code: 'UNAVAILABLE' } }],
    }),
  );
  await expect(rawSubscription(url)).rejects.toThrow('503');

  channel.publish('last words');
  await waitFor(() =>
    expect(subscription.messages.at(-1)?.payload).toEqual({ data: { channel: 'last words' } }),
  );
  subscription.close();
});

test('stopping sends sockets away with 1001 and ends event streams, both without completing them', async () => {
  running = await startHttpServer();
  const { url, server, channel } = running;
  const socket = await rawSubscription(url, 'subscription { channel }');
  const stream = await openSse(url, 'subscription { channel }');
  const events = stream.events();
  const firstEvent = events.next();
  await waitFor(() => expect(channel.readers).toBe(2));
  const closed = once(socket.socket, 'close') as Promise<[number, Buffer]>;

  await server.stop({ deadlineMs: 5_000 });
  const [code, reason] = await closed;
  expect([code, reason.toString()]).toEqual([1001, 'going away']);
  expect(socket.messages.map(({ type }) => type)).toEqual(['connection_ack']);
  expect(await firstEvent).toEqual({ done: true, value: undefined });
  expect(channel.readers).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test('after the deadline it drops clients that do not take their goodbye', async () => {
  running = await startHttpServer();
  const { url, server } = running;
  const socket = await rawSubscription(url, 'subscription { endless(reader: "socket") }');
  socket.stall();
  const stream = await openSse(url, 'subscription { endless(reader: "stream") }');
  await waitFor(() => expect(running?.endlessReaders()).toBe(2));
  await server.stop({ deadlineMs: 200 });
  expect(running.endlessReaders()).toBe(0);
  socket.close();
  stream.close();
});

test('stopping twice, at once or later, is harmless', async () => {
  running = await startHttpServer();
  const { server } = running;
  await Promise.all([server.stop({ deadlineMs: 1_000 }), server.stop({ deadlineMs: 1_000 })]);
  await server.stop({ deadlineMs: 1_000 });
});

test('a server that could not start can be stopped', async () => {
  running = await startHttpServer();
  const second = createHttpServer({
    schema: createSchema({ typeDefs: 'type Query { a: Int }' }),
    createContext: () => ({}),
    health: { readiness: () => ({}) },
    logger: pino({ level: 'silent' }),
    host: '127.0.0.1',
    port: Number(new URL(running.url).port),
    version: '1.2.3',
    examples: [],
  });
  await expect(second.start()).rejects.toThrow(ListenError);
  await second.stop({ deadlineMs: 1_000 });
});
