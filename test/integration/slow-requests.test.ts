import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setInterval as every } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';

let running: TestHttpServer;
beforeAll(async () => {
  running = await startHttpServer({ requestTimeoutMs: 6_000 });
});
afterAll(() => running.server.stop({ deadlineMs: 1_000 }));

/** Sends `text`, and then one more byte every 200 ms; resolves with what it got and how long it was let. */
async function slowly(text: string, more: string): Promise<{ answer: string; tookMs: number }> {
  const startMs = performance.now();
  const socket: Socket = connect({ port: Number(new URL(running.url).port), host: '127.0.0.1' });
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  let answer = '';
  socket.on('data', (data: Buffer) => (answer += data.toString()));
  socket.write(text);
  const dripping = (async () => {
    for await (const _tick of every(200)) {
      if (socket.destroyed || socket.writableEnded) return;
      socket.write(more);
    }
  })();
  await closed;
  await dripping;
  return { answer, tookMs: performance.now() - startMs };
}

const post = `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;

test('G14: requests that come byte by byte are cut in time, and others are served meanwhile', async () => {
  const slow = Promise.all([
    // Never ends its headers; never ends its body; never begins.
    ...Array.from({ length: 50 }, () => slowly(`GET / HTTP/1.1\r\nHost: localhost\r\nX-a: `, 'b')),
    ...Array.from({ length: 50 }, () => slowly(`${post}Content-Length: 99999\r\n\r\n{"query":"`, ' ')),
    ...Array.from({ length: 20 }, () => slowly('', '\r\n')),
  ]);
  let isOver = false;
  const ended = slow.finally(() => (isOver = true));
  let served = 0;
  while (!isOver) {
    const response = await fetch(`${running.url}/graphql?query={hello}`);
    expect(await response.json()).toEqual({ data: { hello: 'hello world' } });
    served += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(served).toBeGreaterThan(20);
  for (const { answer, tookMs } of await ended) {
    if (answer !== '') expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    // Headers have 5 s and whole requests 6 s here; it is looked for every second.
    expect(tookMs).toBeLessThan(15_000);
  }
});
