import { connect } from 'node:net';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Refusal } from '../../src/ingest/delivery.js';
import { gzipped, startIngestServer, type IngestServer } from '../support/ingest-server.js';
import { waitFor } from '../support/wait-for.js';

let refusal: Refusal | null = null;
let server: IngestServer;
beforeAll(async () => {
  server = await startIngestServer({ refusal: () => refusal });
});
beforeEach(() => void (refusal = null));
afterAll(() => server.stop());

const aLog = { message: 'hello', service: 'test' };
const aBatch = (count = 1) => ({ messages: Array.from({ length: count }, () => aLog), source: 'edge-01' });
const MIB = 2 ** 20;

/** Ten gigabytes in ten megabytes would take long to make; members of a gzip file may follow each other. */
const gzipBomb = (members: number) => {
  const member = gzipSync(Buffer.alloc(16 * MIB, ' '));
  return Buffer.concat(Array.from({ length: members }, () => member));
};

describe('encodings', () => {
  test.each(['gzip', 'GZIP', 'x-gzip', ' Gzip '])(
    'any spelling of gzip is understood: %j',
    async (encoding) => {
      const { httpStatus } = await server.post(gzipped(aBatch()), { 'content-encoding': encoding });
      expect(httpStatus).toBe(200);
    },
  );

  test.each(['identity', 'Identity'])('%s is no encoding', async (encoding) => {
    expect((await server.post(aBatch(), { 'content-encoding': encoding })).httpStatus).toBe(200);
  });

  test.each(['br', 'deflate', 'gzip, gzip', 'identity, gzip', 'zstd'])(
    'I2: %s is a 415',
    async (encoding) => {
      const { httpStatus, body } = await server.post(gzipped(aBatch()), { 'content-encoding': encoding });
      expect(httpStatus).toBe(415);
      expect(body).toEqual({
        status: 'error',
        code: 'UNSUPPORTED_ENCODING',
        message: 'Send the body with Content-Encoding: gzip, once, or without one.',
      });
    },
  );

  test.each([
    ['cut short', gzipped(aBatch(500)).subarray(0, 40)],
    ['not gzip at all', Buffer.from(JSON.stringify(aBatch()))],
    ['damaged in the middle', Buffer.from(gzipped(aBatch(500))).fill(7, 15, 30)],
    ['empty', new Uint8Array()],
  ])('I2: gzip that is %s is a 400', async (_what, body) => {
    const answer = await server.post(body, { 'content-encoding': 'gzip' });
    expect(answer.httpStatus).toBe(400);
  });

  test('I2: gzip within gzip is not JSON', async () => {
    const { httpStatus, body } = await server.post(gzipSync(gzipped(aBatch())), {
      'content-encoding': 'gzip',
    });
    expect([httpStatus, body.code]).toEqual([400, 'NOT_JSON']);
  });
});

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonp',
  '',
  'json',
])('a batch as %j, which pages of other sites can send, is a 415', async (contentType) => {
  const { httpStatus, body } = await server.post(JSON.stringify(aBatch()), { 'content-type': contentType });
  expect([httpStatus, body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
});

test('a charset beside the content type does no harm', async () => {
  const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
  expect((await server.post(aBatch(), headers)).httpStatus).toBe(200);
});

describe('bodies that are no batch', () => {
  test.each([
    ['', 'NOT_JSON'],
    ['{"messages": [', 'NOT_JSON'],
    ['[]', 'NOT_A_BATCH'],
    ['null', 'NOT_A_BATCH'],
    ['"messages"', 'NOT_A_BATCH'],
    ['{}', 'NOT_A_BATCH'],
    ['{"messages": {}}', 'NOT_A_BATCH'],
    ['{"messages": "all"}', 'NOT_A_BATCH'],
    ['{"messages": [], "priority": "CRITICAL"}', 'NOT_A_BATCH'],
  ])('%s is a 400: %s', async (text, code) => {
    const { httpStatus, body } = await server.post(text);
    expect(httpStatus).toBe(400);
    expect(body).toEqual({ status: 'error', code, message: expect.any(String) as string });
  });

  test('messages may nest up to 20 deep with what is around them, and no deeper', async () => {
    // The body, the list and the message are three.
    const nested = (depth: number) =>
      `{"messages": [{"a": ${'['.repeat(depth - 3)}${']'.repeat(depth - 3)}}]}`;
    expect((await server.post(nested(20))).httpStatus).toBe(200);
    const { httpStatus, body } = await server.post(nested(21));
    expect([httpStatus, body.code]).toEqual([400, 'NESTED_TOO_DEEPLY']);
  });

  test('I3: JSON 100,000 deep is a 400', async () => {
    const { httpStatus, body } = await server.post('['.repeat(100_000) + ']'.repeat(100_000));
    expect([httpStatus, body.code]).toEqual([400, 'NESTED_TOO_DEEPLY']);
  });

  test('I3: a small text that would be millions of values is a 413', async () => {
    const { httpStatus, body } = await server.post(`{"messages": [{"a": [${'0,'.repeat(1_000_000)}0]}]}`);
    expect([httpStatus, body.code]).toEqual([413, 'TOO_MANY_VALUES']);
  });

  test('I3: 5,000 messages are taken and 5,001 are a 413', async () => {
    expect((await server.post(aBatch(5_000))).body).toMatchObject({ status: 'success', received: 5_000 });
    const { httpStatus, body } = await server.post(aBatch(5_001));
    expect([httpStatus, body.code]).toEqual([413, 'TOO_MANY_MESSAGES']);
    expect(body.message).toContain('Send at most 5000 at once');
  });
});

describe('bodies that are too large', () => {
  test('I3: a length above 10 MiB is refused before anything is read', async () => {
    const { httpStatus, body } = await server.post('x'.repeat(10 * MIB + 1));
    expect([httpStatus, body.code]).toEqual([413, 'TOO_LARGE']);
    expect(body.message).toContain('Send smaller batches');
  });

  test('I3: a body that did not say its length is refused while it streams, and its sender gets to know', async () => {
    let sent = 0;
    const piece = new Uint8Array(MIB).fill(32);
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        // Much more than is read, and no more than a test should send.
        if (sent > 40) controller.close();
        else controller.enqueue(piece);
      },
    });
    // Node's types leave out what its fetch demands of streams.
    const streaming: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    };
    const response = await fetch(`${server.url}/ingest`, streaming);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ status: 'error', code: 'TOO_LARGE' });
  });

  test('who sends everything before it reads gets the answer, and its connection can be used again', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const answers: Buffer[] = [];
    socket.on('data', (data) => answers.push(data));
    const text = () => Buffer.concat(answers).toString();
    const length = 30 * MIB;
    socket.write(
      `POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`,
    );
    for (let at = 0; at < length; at += MIB) {
      if (!socket.write(Buffer.alloc(MIB, ' '))) {
        await new Promise((resolve) => socket.once('drain', resolve));
      }
    }
    await waitFor(() => expect(text()).toMatch(/^HTTP\/1\.1 413 .*TOO_LARGE/s));
    socket.write('GET /live HTTP/1.1\r\nHost: x\r\n\r\n');
    await waitFor(() => expect(text()).toMatch(/413 .*HTTP\/1\.1 200 /s));
    socket.destroy();
  });

  test('I2: a gzip bomb of 2 GiB is a 413 and costs less than 300 MiB', async () => {
    const bomb = gzipBomb(128);
    expect(bomb.length).toBeLessThan(10 * MIB);
    const before = process.memoryUsage().rss;
    let peak = before;
    const watching = setInterval(() => void (peak = Math.max(peak, process.memoryUsage().rss)), 5);
    const { httpStatus, body } = await server.post(bomb, { 'content-encoding': 'gzip' });
    clearInterval(watching);
    expect([httpStatus, body.code]).toEqual([413, 'TOO_LARGE']);
    expect(peak - before).toBeLessThan(300 * MIB);
  });

  test('I2: a brotli bomb is a 415, and is not unpacked', async () => {
    const bomb = brotliCompressSync(Buffer.alloc(64 * MIB, ' '), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 1 },
    });
    const { httpStatus, body } = await server.post(bomb, { 'content-encoding': 'br' });
    expect([httpStatus, body.code]).toEqual([415, 'UNSUPPORTED_ENCODING']);
  });

  test('I2: gzip that does not say so is a 400', async () => {
    const { httpStatus, body } = await server.post(gzipped(aBatch()));
    expect([httpStatus, body.code]).toEqual([400, 'NOT_JSON']);
  });

  test('bodies that would be too much together are told to come again', async () => {
    const { release, waiting } = server.target.hold();
    // Its bytes are held until it is answered.
    const large = server.post(gzipped(`{"messages": [{"a": "${'x'.repeat(40 * MIB)}"}]}`), {
      'content-encoding': 'gzip',
    });
    await waiting();
    const second = gzipped(`{"messages": [{"b": "${'x'.repeat(30 * MIB)}"}]}`);
    const refused = await server.post(second, { 'content-encoding': 'gzip' });
    expect([refused.httpStatus, refused.body.code]).toEqual([429, 'BUSY']);
    expect(refused.headers.get('retry-after')).toBe('1');
    const small = server.post(aBatch(2));
    release();
    expect((await small).httpStatus).toBe(200);
    expect((await large).httpStatus).toBe(200);
    expect((await server.post(second, { 'content-encoding': 'gzip' })).httpStatus).toBe(200);
  });
});

test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is a 405 that names POST', async (method) => {
  const response = await fetch(`${server.url}/ingest`, { method });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('POST');
  expect(await response.json()).toMatchObject({ status: 'error', code: 'METHOD_NOT_ALLOWED' });
});

describe('when nothing can be taken', () => {
  test('too much waits already: 429', async () => {
    refusal = { kind: 'busy', retryAfterMs: 2_500 };
    const { httpStatus, headers, body } = await server.post(aBatch());
    expect([httpStatus, headers.get('retry-after'), body.code]).toEqual([429, '3', 'BUSY']);
    refusal = null;
    expect((await server.post(aBatch())).httpStatus).toBe(200);
  });

  test('I5: database and disk take nothing: 503, never a 200', async () => {
    refusal = { kind: 'full', retryAfterMs: 30_000 };
    const { httpStatus, headers, body } = await server.post(aBatch());
    expect([httpStatus, headers.get('retry-after'), body.code]).toEqual([503, '30', 'FULL']);
  });

  test('the server is being stopped: 503', async () => {
    const stopping = await startIngestServer();
    stopping.drain();
    const { httpStatus, headers, body } = await stopping.post(aBatch());
    expect([httpStatus, headers.get('retry-after'), body.code]).toEqual([503, '5', 'UNAVAILABLE']);
    await stopping.stop();
  });

  test('is told so in the same words by one that is closing', async () => {
    const closing = await startIngestServer();
    const { release, waiting } = closing.target.hold();
    const socket = connect(Number(new URL(closing.url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    const body = JSON.stringify(aBatch());
    const request = `POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    socket.write(request);
    await waiting();
    const stopped = closing.stop();
    // Fastify knows that it is closing when its server no longer listens.
    await expect
      .poll(() =>
        fetch(closing.url).then(
          () => 'there',
          () => 'gone',
        ),
      )
      .toBe('gone');
    socket.write(request);
    release();
    await waitFor(() => expect(text).toMatch(/HTTP\/1\.1 200 .*HTTP\/1\.1 503 /s));
    const answer = text.slice(text.lastIndexOf('HTTP/1.1'));
    expect(answer).toMatch(/retry-after: 5/i);
    expect(answer).toContain('{"status":"error","code":"UNAVAILABLE","message":"');
    socket.destroy();
    await stopped;
  });
});
