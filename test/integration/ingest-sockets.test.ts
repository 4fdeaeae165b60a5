import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHttpServer } from '../support/http-server.js';
import { startIngestServer, type IngestServer } from '../support/ingest-server.js';
import { waitFor } from '../support/wait-for.js';

let server: IngestServer;
beforeAll(async () => {
  server = await startIngestServer();
});
afterAll(() => server.stop());

describe('I7: a request whose end can be read in two ways', () => {
  const json = JSON.stringify({ messages: [{ message: 'hello' }] });
  test.each([
    ['a length and chunks', `Content-Length: ${json.length}\r\nTransfer-Encoding: chunked`],
    ['chunks and a length', `Transfer-Encoding: chunked\r\nContent-Length: ${json.length}`],
    ['two lengths', `Content-Length: ${json.length}\r\nContent-Length: 4`],
    ['chunks that are not last', 'Transfer-Encoding: chunked, identity'],
    ['chunks under another name', 'Transfer-Encoding: xchunked'],
    ['a space before the colon', `Transfer-Encoding : chunked\r\nContent-Length: ${json.length}`],
    ['a length that is none', `Content-Length: +${json.length}`],
  ])('by %s is a 400, and its connection is closed', async (_how, headers) => {
    const before = server.target.pushes.length;
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let text = '';
    let closed = false;
    socket.on('data', (data) => (text += data.toString())).on('close', () => (closed = true));
    socket.on('error', () => undefined);
    const smuggled = 'POST /ingest HTTP/1.1\r\nHost: x\r\n\r\n';
    socket.write(
      `POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n\r\n0\r\n\r\n${json}${smuggled}`,
    );
    await waitFor(() => expect(closed).toBe(true));
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(server.target.pushes.length).toBe(before);
  });
});

test('I8: a body that stops coming, or comes a byte at a time, is cut', async () => {
  const { server: impatient, url } = await startHttpServer({
    ingest: server.pushes,
    requestTimeoutMs: 5_000,
  });
  const startSlowly = () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const state = { socket, text: '', isClosed: false };
    socket.on('data', (data) => (state.text += data.toString())).on('close', () => (state.isClosed = true));
    socket.on('error', () => undefined);
    socket.write(
      'POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"mess',
    );
    return state;
  };
  const stalled = startSlowly();
  const dripping = startSlowly();
  const drip = setInterval(() => dripping.socket.write(' '), 100);
  await waitFor(() => expect([stalled.isClosed, dripping.isClosed]).toEqual([true, true]));
  clearInterval(drip);
  expect(stalled.text).toMatch(/^HTTP\/1\.1 408 /);
  expect(dripping.text).toMatch(/^HTTP\/1\.1 408 /);
  await impatient.stop({ deadlineMs: 1_000 });
});
