import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRateLimiter } from './rate-limiter.js';

/** How a kit can fail: connections refused, connections that hang, an answer of 500 to everything. */
export type FailureMode = 'refuse' | 'hang' | 'error';

export interface Answer {
  readonly status: 200 | 500 | 503;
  readonly body: string;
}

export interface RequestRecord {
  readonly atMs: number;
  readonly path: string;
  /** Null: the kit hung and never answered. */
  readonly status: number | null;
}

export interface KitServerOptions {
  readonly host: string;
  /** 0 picks a free one, which stays the same when the server is closed and opened again. */
  readonly port: number;
  /** Requests per client address in any 60 s. */
  readonly rateLimit: number;
  readonly now: () => number;
  /** For the Date header. */
  readonly clockOffsetMs: number;
  /** Null: no such path. */
  readonly answer: (path: string) => Answer | null;
  readonly onRequest: (request: RequestRecord) => void;
}

export interface KitServer {
  /** @throws the error of `listen`, for example EADDRINUSE */
  open(): Promise<number>;
  /** Refuses connections from now on and cuts those that are open. */
  close(): Promise<void>;
  setHanging(hanging: boolean): void;
}

const SERVER = 'BaseHTTP/0.6 Python/3.11.2';
const LONGEST_REQUEST = 65_536;
/** socketserver's default. */
const BACKLOG = 5;

/**
 * Speaks HTTP as Python's `ThreadingMixIn` + `HTTPServer` does: always HTTP/1.0, one response per connection, GET
 * only, headers and body in two writes, and a Content-Length on 200, 500 and 503 but not on 404 and 429.
 */
export function createKitServer({
  host,
  port: wantedPort,
  rateLimit,
  now,
  clockOffsetMs,
  answer,
  onRequest,
}: KitServerOptions): KitServer {
  const sockets = new Set<Socket>();
  const limiter = createRateLimiter(rateLimit);
  let server: Server | null = null;
  let port = wantedPort;
  let hanging = false;

  function respond(socket: Socket, head: string): void {
    const [method = '', path, version] = (head.split(/\r?\n/, 1)[0] ?? '').split(/\s+/);
    if (path === undefined || version?.startsWith('HTTP/') !== true) {
      // Python answers a request it cannot read without any headers, as HTTP/0.9 did.
      socket.end(errorPage(400, 'Bad request syntax', 'Bad request syntax or unsupported method.'));
      return;
    }
    if (method !== 'GET') {
      const message = `Unsupported method ('${method}')`;
      const page = errorPage(501, message, 'Server does not support this operation.');
      const type = 'Connection: close\r\nContent-Type: text/html;charset=utf-8\r\n';
      send(
        socket,
        501,
        message,
        `${type}Content-Length: ${Buffer.byteLength(page)}\r\n`,
        method === 'HEAD' ? '' : page,
      );
      return;
    }
    const atMs = now();
    if (hanging) {
      onRequest({ atMs, path, status: null });
      return;
    }
    if (!limiter.allows(socket.remoteAddress ?? '', atMs)) {
      onRequest({ atMs, path, status: 429 });
      const headers = 'Content-Type: application/json\r\nRetry-After: 60\r\n';
      send(socket, 429, STATUS_CODES[429], headers, '{"error": "rate limit exceeded"}');
      return;
    }
    const found = answer(path);
    onRequest({ atMs, path, status: found?.status ?? 404 });
    if (found === null) {
      send(socket, 404, STATUS_CODES[404], '', '');
      return;
    }
    const headers = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(found.body)}\r\n`;
    send(socket, found.status, STATUS_CODES[found.status], headers, found.body);
  }

  function send(
    socket: Socket,
    status: number,
    reason: string | undefined,
    headers: string,
    body: string,
  ): void {
    const date = new Date(now() + clockOffsetMs).toUTCString();
    socket.write(
      `HTTP/1.0 ${status} ${reason ?? ''}\r\nServer: ${SERVER}\r\nDate: ${date}\r\n${headers}\r\n`,
    );
    socket.end(body);
  }

  function serve(socket: Socket): void {
    sockets.add(socket);
    let received = '';
    socket.setEncoding('latin1');
    socket.on('data', function read(chunk: string) {
      received += chunk;
      const end = received.search(/\r?\n\r?\n/);
      if (end === -1 && received.length < LONGEST_REQUEST) return;
      socket.off('data', read);
      // A second request on the connection is read and ignored.
      socket.resume();
      if (end !== -1) respond(socket, received);
      else socket.destroy();
    });
    // The client has nothing more to say; what was answered still goes out.
    socket.on('end', () => socket.end());
    socket.on('close', () => sockets.delete(socket));
    // A client that goes away early is no concern of the kit's.
    socket.on('error', () => socket.destroy());
  }

  return {
    async open() {
      if (server !== null) return port;
      const opened = createServer({ allowHalfOpen: true }, serve);
      server = opened;
      try {
        opened.listen({ host, port, backlog: BACKLOG });
        await once(opened, 'listening');
      } catch (error) {
        server = null;
        throw error;
      }
      port = (opened.address() as AddressInfo).port;
      return port;
    },
    async close() {
      const closing = server;
      server = null;
      limiter.reset();
      for (const socket of sockets) socket.destroy();
      if (closing === null) return;
      await new Promise((resolve) => closing.close(resolve));
    },
    setHanging(value) {
      hanging = value;
    },
  };
}

function errorPage(code: number, message: string, explanation: string): string {
  return `<!DOCTYPE HTML>
<html lang="en">
    <head>
        <meta charset="utf-8">
        <title>Error response</title>
    </head>
    <body>
        <h1>Error response</h1>
        <p>Error code: ${code}</p>
        <p>Message: ${message}.</p>
        <p>Error code explanation: ${code} - ${explanation}</p>
    </body>
</html>
`;
}
