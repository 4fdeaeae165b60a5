import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { UnauthenticatedError, type Access } from '../../src/access/access.js';
import type { Limits } from '../../src/config.js';
import { anonymousViewer } from '../../src/domain/viewer.js';
import { FAILURES_PER_MINUTE } from '../../src/server/limits/sign-in.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { openSse } from '../support/sse-client.js';
import { waitFor } from '../support/wait-for.js';

/** Whoever says a name has it. */
const access: Access = {
  needsKey: true,
  authenticate(authorization) {
    if (authorization === undefined) throw new UnauthenticatedError('Say your name.');
    return { ...anonymousViewer, userId: authorization };
  },
  watch: () => () => undefined,
};

const opened: { close(): void }[] = [];
const servers: TestHttpServer[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) each.close();
  for (const { server } of servers.splice(0)) await server.stop({ deadlineMs: 1000 });
});

async function serve(limits: Partial<Limits>, options: { readonly access?: Access } = {}) {
  const server = await startHttpServer({ limits, ...options });
  servers.push(server);
  return server;
}

interface Client {
  readonly socket: WebSocket;
  readonly messages: { readonly id?: string; readonly type: string; readonly payload?: unknown }[];
  readonly closed: Promise<{ code: number; reason: string }>;
  send(message: object): void;
}

/** A socket that has introduced itself, or the answer that refuses it. */
async function connect({ url }: TestHttpServer, authorization?: string): Promise<Client | IncomingMessage> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  opened.push({ close: () => socket.terminate() });
  socket.on('error', () => undefined);
  const messages: Client['messages'] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as Client['messages'][0]));
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  const answer = await new Promise<IncomingMessage | null>((resolve) => {
    socket.once('open', () => resolve(null));
    socket.once('unexpected-response', (_request, response) => resolve(response));
  });
  if (answer !== null) return answer;
  const send = (message: object) => socket.send(JSON.stringify(message));
  send({ type: 'connection_init', payload: { authorization } });
  return { socket, messages, closed, send };
}

async function accepted(server: TestHttpServer, authorization?: string): Promise<Client> {
  const client = (await connect(server, authorization)) as Client;
  await waitFor(() => expect(client.messages).toContainEqual({ type: 'connection_ack' }), 5);
  return client;
}

async function refused(server: TestHttpServer, authorization?: string) {
  const response = (await connect(server, authorization)) as IncomingMessage;
  const body = Buffer.concat(await response.toArray()).toString();
  return {
    status: response.statusCode,
    retryAfter: response.headers['retry-after'],
    body: JSON.parse(body) as unknown,
  };
}

/** As `fetch` does, which takes anything. */
const streamToAnybody = ({ url }: TestHttpServer) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(subscription),
  });

const subscription = { query: 'subscription { channel }' };

async function stream(server: TestHttpServer): Promise<number | undefined> {
  const opening = await openSse(server.url, subscription.query);
  opened.push(opening);
  return opening.response.statusCode;
}

const isHere = async (client: Client) => {
  client.send({ id: 'here', type: 'subscribe', payload: { query: '{ hello }' } });
  await waitFor(() =>
    expect(client.messages).toContainEqual(expect.objectContaining({ id: 'here', type: 'next' })),
  );
};

describe('G7: sockets and event streams', () => {
  test('of one address are counted together, and one more is refused before the upgrade', async () => {
    const server = await serve({ maxSocketsPerAddress: 3 });
    const first = await accepted(server);
    const second = await accepted(server);
    expect(await stream(server)).toBe(200);
    expect(await refused(server)).toEqual({
      status: 429,
      retryAfter: '5',
      body: { error: { message: expect.stringContaining('Only 3 WebSockets and event streams') as string } },
    });
    expect(await stream(server)).toBe(429);
    expect((await streamToAnybody(server)).status).toBe(429);
    await waitFor(() => expect(server.channel.readers).toBe(1));
    await isHere(first);
    await isHere(second);
  });

  test('of all are counted, and one more is answered with 503', async () => {
    const server = await serve({ maxSockets: 2 });
    await accepted(server);
    expect(await stream(server)).toBe(200);
    expect(await refused(server)).toMatchObject({ status: 503, retryAfter: '5' });
    expect(await stream(server)).toBe(503);
    const query = await fetch(`${server.url}/graphql?query={hello}`);
    expect([query.status, await query.text()]).toEqual([200, '{"data":{"hello":"hello world"}}']);
  });

  test('that are closed make room', async () => {
    const server = await serve({ maxSocketsPerAddress: 1 });
    const only = await accepted(server);
    expect(await stream(server)).toBe(429);
    only.socket.close();
    await waitFor(async () => expect(await stream(server)).toBe(200));
    expect(await refused(server)).toMatchObject({ status: 429 });
    for (const each of opened.splice(0)) each.close();
    await waitFor(async () => expect('messages' in (await connect(server))).toBe(true));
  });

  test('that answer a query, or are refused, make room, too', async () => {
    const server = await serve({ maxSocketsPerAddress: 1 });
    for (const query of [
      '{ hello }',
      '{ nope }',
      'subscription { count(to: 2) }',
      'subscription { nope }',
      '',
    ]) {
      await waitFor(async () => {
        const { response } = await openSse(server.url, query);
        response.resume();
        expect(response.statusCode, query).not.toBe(429);
      });
    }
    await waitFor(async () => expect(await stream(server)).toBe(200));
  });

  test('of one user are counted, and a socket too many is closed with 4429', async () => {
    const server = await serve({ maxSocketsPerUser: 2 }, { access });
    const first = await accepted(server, 'anna');
    await accepted(server, 'anna');
    const third = (await connect(server, 'anna')) as Client;
    expect(await third.closed).toEqual({ code: 4429, reason: 'Too many sockets' });
    await accepted(server, 'bert');
    await isHere(first);
    first.socket.close();
    await first.closed;
    await accepted(server, 'anna');
  });

  test('of one user are counted with event streams', async () => {
    const server = await serve({ maxSocketsPerUser: 1 }, { access });
    await accepted(server, 'anna');
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: 'anna' },
      body: JSON.stringify(subscription),
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
  });
});

describe('G7: messages', () => {
  test('of a client are limited, and one that sends more is closed with 4429, and others are not', async () => {
    const server = await serve({ messagesPerMinute: 100 });
    const [loud, quiet] = [await accepted(server), await accepted(server)];
    for (let count = 0; count < 200; count++) loud.send({ type: 'ping' });
    expect(await loud.closed).toEqual({ code: 4429, reason: 'Too many messages' });
    // The introduction is a message, too.
    expect(loud.messages.filter(({ type }) => type === 'pong').length).toBeLessThan(100);
    await isHere(quiet);
  });

  test('that are pings of WebSocket count, too', async () => {
    const server = await serve({ messagesPerMinute: 100 });
    const client = await accepted(server);
    let isOpen = true;
    const closed = client.closed.finally(() => (isOpen = false));
    // One after the other: those who come at once are cut.
    while (isOpen) {
      client.socket.ping();
      await Promise.race([once(client.socket, 'pong'), closed]);
    }
    expect(await closed).toEqual({ code: 4429, reason: 'Too many messages' });
  });

  test('are enough for who opens as many operations as a socket may have, ends them, and pings', async () => {
    const server = await serve({ messagesPerMinute: 100 });
    const client = await accepted(server);
    for (let id = 1; id <= 20; id++)
      client.send({ id: String(id), type: 'subscribe', payload: subscription });
    await waitFor(() => expect(server.channel.readers).toBe(20));
    for (let count = 0; count < 10; count++) client.send({ type: 'ping' });
    for (let id = 1; id <= 20; id++) client.send({ id: String(id), type: 'complete' });
    await waitFor(() => expect(server.channel.readers).toBe(0));
    await isHere(client);
  });
});

test('who shows no good key too often over WebSocket is closed with 4429 instead of 4403', async () => {
  const server = await serve({}, { access });
  const codes: number[] = [];
  for (let count = 0; count <= FAILURES_PER_MINUTE; count++)
    codes.push((await ((await connect(server)) as Client).closed).code);
  expect(codes).toEqual([...Array<number>(FAILURES_PER_MINUTE).fill(4403), 4429]);
  await accepted(server, 'anna');
});

test('a subscription is no answer in parts, which nobody would ever have whole', async () => {
  const server = await serve({});
  const sent = request(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'multipart/mixed' },
    agent: false,
  });
  sent.end(JSON.stringify(subscription));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  expect(response.statusCode).toBe(406);
  await waitFor(() => expect(server.channel.readers).toBe(0));
  sent.destroy();
});
