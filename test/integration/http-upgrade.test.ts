import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { waitFor } from '../support/wait-for.js';

let running: TestHttpServer;
const sockets: Socket[] = [];
beforeEach(async () => {
  running = await startHttpServer();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await running.server.stop({ deadlineMs: 100 });
});

interface RawConnection {
  readonly socket: Socket;
  /** What has come so far. */
  readonly text: () => string;
}

/** A client that never ends its side of the connection. */
function open(...lines: string[]): RawConnection {
  const socket = connect({ port: Number(new URL(running.url).port), host: '127.0.0.1', allowHalfOpen: true });
  sockets.push(socket);
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(lines.join('\r\n'));
  return { socket, text: () => text };
}

const webSocketHeaders = [
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];
const h2cHeaders = [
  'Host: localhost',
  'Connection: Upgrade, HTTP2-Settings',
  'Upgrade: h2c',
  'HTTP2-Settings: AAMAAABkAAQBAAAAAAIAAAAA',
];

describe('a client that is refused a WebSocket and keeps its end open', () => {
  const refused: [string, string[], RegExp][] = [
    ['on another path', ['GET /nope HTTP/1.1', ...webSocketHeaders], /^HTTP\/1\.1 404/],
    [
      'from a page of another site',
      ['GET /graphql HTTP/1.1', ...webSocketHeaders, 'Origin: https://elsewhere.example'],
      /^HTTP\/1\.1 403/,
    ],
    [
      'for a broken handshake',
      ['GET /graphql HTTP/1.1', 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket'],
      /^HTTP\/1\.1 400/,
    ],
  ];

  test.each(refused)('%s does not hold up stopping', async (_where, lines, answer) => {
    const { text } = open(...lines, '', '');
    await waitFor(() => expect(text()).toMatch(answer));
    await running.server.stop({ deadlineMs: 10 });
  });

  test.each(refused)('%s is cut soon, with the server running on', async (_where, lines, answer) => {
    const { socket, text } = open(...lines, '', '');
    await once(socket, 'end');
    expect(text()).toMatch(answer);
    // A connection that the server has dropped answers what comes now with a reset.
    await waitFor(() => {
      socket.write('more');
      expect(socket.destroyed).toBe(true);
    });
  });
});

describe('an offer to go on with another protocol', () => {
  test('is left alone, and the request is answered on a connection that stays', async () => {
    const { socket, text } = open('GET /live HTTP/1.1', ...h2cHeaders, '', '');
    await waitFor(() => expect(text()).toMatch(/^HTTP\/1\.1 200 .*"status":"ok"/s));
    socket.write('GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await waitFor(() => expect(text()).toMatch(/HTTP\/1\.1 200 .*HTTP\/1\.1 200 .*"status":"ready"/s));
  });

  test.each([
    ['together with the headers', true],
    ['after the headers', false],
  ])('is left alone on a POST whose body comes %s', async (_when, together) => {
    const body = '{"query":"{ hello }"}';
    const { socket, text } = open(
      'POST /graphql HTTP/1.1',
      ...h2cHeaders,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      '',
      together ? body : '',
    );
    if (!together) socket.write(body);
    await waitFor(() => expect(text()).toMatch(/^HTTP\/1\.1 200 .*{"data":{"hello":"hello world"}}/s));
  });

  test('to Websocket, in whatever case, is taken', async () => {
    const { text } = open(
      'GET /graphql HTTP/1.1',
      ...webSocketHeaders.map((line) => line.replace('websocket', 'WebSocket')),
      'Sec-WebSocket-Protocol: graphql-transport-ws',
      '',
      '',
    );
    await waitFor(() => expect(text()).toMatch(/^HTTP\/1\.1 101/));
  });
});
