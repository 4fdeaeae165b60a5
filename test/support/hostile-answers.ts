import { gzipSync } from 'node:zlib';
import { type Behaviour, head, json } from './fake-kit.js';

const MIB = 2 ** 20;
const CHUNK = Buffer.alloc(64 * 1024, ' ');

/** Takes the request and says nothing. */
export const hang: Behaviour = () => undefined;

/** A byte now and then, for ever. */
export const loris: Behaviour = (socket) => {
  socket.write(head('200 OK', { 'Content-Type': 'application/json' }));
  const timer = setInterval(() => socket.write(' '), 20);
  socket.on('close', () => clearInterval(timer));
};

/** Begins an answer, and is never heard of again. */
export const halfOpen: Behaviour = (socket) => {
  socket.write(head('200 OK', { 'Content-Type': 'application/json', 'Content-Length': 50 }) + '{"drones": [');
};

/** 200 MB of spaces, as fast as they are taken. */
export const hugeBody: Behaviour = (socket) => {
  socket.write(head('200 OK', { 'Content-Type': 'application/json' }));
  let left = (200 * MIB) / CHUNK.length;
  const push = () => {
    while (left-- > 0) if (!socket.write(CHUNK)) return;
    socket.end();
  };
  socket.on('drain', push);
  push();
};

/** Members of a gzip file may follow each other. */
const bomb = Buffer.concat(Array<Buffer>(19).fill(gzipSync(Buffer.alloc(16 * MIB, ' '))));

/** 300 kB on the wire, 300 MB when unpacked. */
export const gzipBomb: Behaviour = (socket) => {
  const headers = {
    'Content-Type': 'application/json',
    'Content-Encoding': 'gzip',
    'Content-Length': bomb.length,
  };
  socket.write(head('200 OK', headers));
  socket.end(bomb);
};

export const gzipped =
  (body: string): Behaviour =>
  (socket) => {
    const packed = gzipSync(body);
    const headers = {
      'Content-Type': 'application/json',
      'Content-Encoding': 'gzip',
      'Content-Length': packed.length,
    };
    socket.write(head('200 OK', headers));
    socket.end(packed);
  };

/** Says gzip and sends something else. */
export const brokenGzip: Behaviour = (socket) => {
  socket.end(
    head('200 OK', { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }) + 'no gzip at all',
  );
};

export const loginPage: Behaviour = (socket) => {
  const page = '<!doctype html><title>Log in</title><form></form>';
  socket.end(head('200 OK', { 'Content-Type': 'text/html', 'Content-Length': page.length }) + page);
};

/** Ends in the middle of the JSON, without a length that would show it. */
export const truncated: Behaviour = (socket) => {
  socket.end(head('200 OK', { 'Content-Type': 'application/json' }) + '{"drones": [{"id": "drone-');
};

/** Promises more than it sends. */
export const badLength: Behaviour = (socket) => {
  socket.end(
    head('200 OK', { 'Content-Type': 'application/json', 'Content-Length': 5_000 }) + '{"drones": []}',
  );
};

export const notHttp: Behaviour = (socket) => {
  socket.end('SSH-2.0-OpenSSH_9.2\r\n');
};

export const resets: Behaviour = (socket) => {
  socket.resetAndDestroy();
};

export const redirectsTo =
  (location: string): Behaviour =>
  (socket) => {
    socket.end(head('302 Found', { Location: location }));
  };

export const serverError: Behaviour = (socket) => {
  socket.end(json('500 Internal Server Error', '{"error": "drones unavailable"}'));
};

export const tooMany =
  (retryAfter: string): Behaviour =>
  (socket) => {
    socket.end(
      head('429 Too Many Requests', { 'Retry-After': retryAfter }) + '{"error": "rate limit exceeded"}',
    );
  };

/** Any text as a proper answer. */
export const says =
  (body: string): Behaviour =>
  (socket) => {
    socket.end(json('200 OK', body));
  };

/** The same without a length: the end of the connection is the end of the body. */
export const saysWithoutLength =
  (body: string): Behaviour =>
  (socket) => {
    socket.end(head('200 OK', { 'Content-Type': 'application/json' }) + body);
  };

export const nestedDeeply = says(`{"drones": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
