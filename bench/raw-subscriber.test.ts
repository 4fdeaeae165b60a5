import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { waitFor } from '../test/support/wait-for.js';
import { subscribeRaw } from './raw-subscriber.js';

let server: WebSocketServer | null = null;
afterEach(() => {
  for (const socket of server?.clients ?? []) socket.terminate();
  server?.close();
});

interface Received {
  readonly type: string;
  readonly payload?: unknown;
}

/** Speaks the protocol of graphql-ws as far as a subscription needs it. */
async function listen(onSubscribe: (send: (text: string) => void) => void) {
  const received: Received[] = [];
  const listening = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    handleProtocols: () => 'graphql-transport-ws',
  });
  server = listening;
  listening.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Received;
      received.push(message);
      if (message.type === 'connection_init') socket.send('{"type":"connection_ack"}');
      else onSubscribe((text) => socket.send(text));
    });
    socket.on('pong', (data: Buffer) => received.push({ type: `pong ${data.toString()}` }));
  });
  await once(listening, 'listening');
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, received, listening };
}

const request = { query: 'subscription { tracks { __typename } }', variables: { maxRateHz: 1 } };

test('subscribes, and hands on what comes after the first message', async () => {
  const long = `{"id":"1","type":"next","payload":"${'x'.repeat(100_000)}"}`;
  const { url, received } = await listen((send) => {
    send('{"id":"1","type":"next","payload":"the snapshot"}');
    send(long);
    send('short');
  });
  const seen: string[] = [];
  const subscriber = await subscribeRaw({
    url,
    ...request,
    onFrame: ({ bytes, from, to }) => seen.push(bytes.toString('utf8', from, to)),
    onEnd: () => seen.push('ended'),
  });
  await waitFor(() => expect(seen).toEqual([long, 'short']));
  expect(received[1]).toEqual({ id: '1', type: 'subscribe', payload: request });
  subscriber.close();
});

test('answers pings, and tells when it is closed', async () => {
  const { url, received, listening } = await listen((send) => send('the snapshot'));
  const ends: string[] = [];
  await subscribeRaw({
    url,
    ...request,
    onFrame: () => undefined,
    onEnd: ({ message }) => ends.push(message),
  });
  for (const socket of listening.clients) socket.ping('are you there');
  await waitFor(() => expect(received.at(-1)?.type).toBe('pong are you there'));
  for (const socket of listening.clients) socket.close(4429, 'too slow');
  await waitFor(() => expect(ends).toEqual(['closed: too slow']));
});

test('an answer with errors is an error', async () => {
  const { url } = await listen((send) => send('{"id":"1","type":"error","payload":[]}'));
  await expect(
    subscribeRaw({ url, ...request, onFrame: () => undefined, onEnd: () => undefined }),
  ).rejects.toThrow('"type":"error"');
});
