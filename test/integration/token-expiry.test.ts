import { SignJWT } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openAccess, type Access } from '../../src/access/access.js';
import { createJwtAccess } from '../../src/access/jwt-access.js';
import { createJwtKeys } from '../../src/access/jwt-keys.js';
import { anonymousViewer, type Viewer } from '../../src/domain/viewer.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { waitFor } from '../support/wait-for.js';

const SECRET = 'a secret of at least thirty-two characters';
const CHANNEL = 'subscription { channel }';

let running: TestHttpServer;
/** Who is watched over now. */
let watched: Set<Viewer>;

async function start(access: Access) {
  watched = new Set();
  running = await startHttpServer({
    access: {
      ...access,
      watch(viewer, end) {
        watched.add(viewer);
        const stop = access.watch(viewer, end);
        return () => {
          watched.delete(viewer);
          stop();
        };
      },
    },
  });
}
beforeEach(() => start(jwtAccess()));
afterEach(() => running.server.stop({ deadlineMs: 1_000 }));

function jwtAccess(): Access {
  const config = { secret: SECRET, jwksUrl: null, issuer: null, audience: null, roleClaim: 'role' };
  const keys = createJwtKeys(config, () => Promise.reject(new Error('nothing is asked')));
  return createJwtAccess({ config, keys, byApiKey: openAccess, now: Date.now });
}

const signUntil = (atMs: number) =>
  new SignJWT({ sub: 'u1', role: 'viewer', exp: Math.floor(atMs / 1000) })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(SECRET));

interface Listener {
  /** Everything that came, as text. */
  readonly text: () => string;
  /** Resolves with the close code of a socket, and null for an event stream. */
  readonly ended: Promise<number | null>;
}

function overSocket(token: string): Listener & { readonly socket: WebSocket } {
  const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  let text = '';
  const say = (message: object) => socket.send(JSON.stringify(message));
  socket.once('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  socket.on('message', (data: Buffer) => {
    text += data.toString();
    if (data.toString().includes('connection_ack'))
      say({ type: 'subscribe', id: '1', payload: { query: CHANNEL } });
  });
  const ended = new Promise<number>((resolve) => socket.once('close', resolve));
  return { text: () => text, ended, socket };
}

function overEvents(token: string): Listener & { readonly leave: () => void } {
  let text = '';
  const leaving = new AbortController();
  const listen = async () => {
    const response = await fetch(`${running.url}/graphql`, {
      method: 'POST',
      signal: leaving.signal,
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ query: CHANNEL }),
    });
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk;
  };
  const ended = listen().then(
    () => null,
    () => null,
  );
  return { text: () => text, ended, leave: () => leaving.abort() };
}

test.each([
  ['a WebSocket is closed with 4403', overSocket, 4403],
  ['an event stream ends', overEvents, null],
] as const)('G10: when a token expires, %s, and no later event is delivered', async (_what, open, code) => {
  const expMs = Math.floor(Date.now() / 1000) * 1000 + 4_000;
  const listener = open(await signUntil(expMs));
  await waitFor(() => expect(running.channel.readers).toBe(1));
  running.channel.publish('before');
  await waitFor(() => expect(listener.text()).toContain('before'));
  expect(await listener.ended).toBe(code);
  const endedMs = Date.now();
  expect(endedMs).toBeGreaterThanOrEqual(expMs);
  expect(endedMs).toBeLessThan(expMs + 5_000);
  running.channel.publish('after');
  await waitFor(() => expect(running.channel.readers).toBe(0));
  expect(listener.text()).not.toContain('after');
  expect(watched.size).toBe(0);
});

test.each([
  ['socket', overSocket],
  ['event stream', overEvents],
] as const)('a %s that goes leaves nobody to be watched over', async (_what, open) => {
  const listener = open(await signUntil(Date.now() + 600_000));
  await waitFor(() => expect(running.channel.readers).toBe(1));
  expect(watched.size).toBe(1);
  if ('socket' in listener) listener.socket.terminate();
  else listener.leave();
  await waitFor(() => expect(watched.size).toBe(0));
});

test('a client that goes while it is found out who it is leaves nobody to be watched over', async () => {
  await running.server.stop({ deadlineMs: 1_000 });
  const waiting: ((viewer: Viewer) => void)[] = [];
  await start({
    needsKey: true,
    authenticate: () => new Promise((resolve) => waiting.push(resolve)),
    watch: () => () => undefined,
  });
  const [socket, events] = [overSocket('x'), overEvents('x')];
  await waitFor(() => expect(waiting.length).toBe(2));
  socket.socket.terminate();
  events.leave();
  await Promise.all([socket.ended, events.ended]);
  // One that stays: when it has been let in, so would those have been.
  const staying = overSocket('x');
  await waitFor(() => expect(waiting.length).toBe(3));
  for (const letIn of waiting) letIn({ ...anonymousViewer });
  await waitFor(() => expect(staying.text()).toContain('connection_ack'));
  await waitFor(() => expect(watched.size).toBe(1));
  staying.socket.terminate();
  await waitFor(() => expect([watched.size, running.channel.readers]).toEqual([0, 0]));
});

test('who connects twice is sent away, and let in by neither', async () => {
  await running.server.stop({ deadlineMs: 1_000 });
  const waiting: ((viewer: Viewer) => void)[] = [];
  await start({
    needsKey: true,
    authenticate: () => new Promise((resolve) => waiting.push(resolve)),
    watch: () => () => undefined,
  });
  const { socket, ended, text } = overSocket('x');
  await waitFor(() => expect(waiting.length).toBe(1));
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer y' } }));
  expect(await ended).toBe(4429);
  for (const letIn of waiting) letIn({ ...anonymousViewer });
  expect([waiting.length, text(), watched.size]).toEqual([1, '', 0]);
});
