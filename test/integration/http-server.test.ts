import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ListenError } from '../../src/server/listen-error.js';
import { graphql } from '../support/graphql.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';

let running: TestHttpServer;
beforeAll(async () => {
  running = await startHttpServer();
});
afterAll(() => running.server.stop({ deadlineMs: 1_000 }));

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(new URL(path, running.url), { headers });
const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(new URL('/graphql', running.url), {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });

describe('pages and probes', () => {
  test('the front page tells programs where things are', async () => {
    const response = await get('/');
    expect(await response.json()).toEqual({
      name: 'airpicture',
      version: '1.2.3',
      links: {
        graphql: '/graphql',
        ingest: '/ingest',
        health: '/health',
        live: '/live',
        ready: '/ready',
      },
    });
  });

  test('the front page is HTML for browsers and loads nothing', async () => {
    const response = await get('/', { accept: 'text/html,*/*' });
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page).toContain('href="/graphql"');
    expect(page).not.toMatch(/\b(src=|url\(|https?:)/);
  });

  test('live says that the process lives, whatever is wrong', async () => {
    const broken = await startHttpServer({
      health: {
        readiness: () => {
          throw new Error('must not be asked');
        },
      },
    });
    const response = await fetch(`${broken.url}/live`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ok',
      version: '1.2.3',
      uptimeS: expect.any(Number) as number,
    });
    await broken.server.stop({ deadlineMs: 1_000 });
  });

  test('ready names the check that fails, with 503', async () => {
    let database = { ok: true, reason: null as string | null };
    const server = await startHttpServer({ health: { readiness: () => ({ database }) } });
    expect((await fetch(`${server.url}/ready`)).status).toBe(200);
    database = { ok: false, reason: 'does not answer' };
    const response = await fetch(`${server.url}/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'not ready',
      checks: { database: { ok: false, reason: 'does not answer' }, draining: { ok: true, reason: null } },
    });
    await server.server.stop({ deadlineMs: 1_000 });
  });

  test('unknown routes are a JSON 404 and headers forbid framing and sniffing', async () => {
    const response = await get('/nope?x=1');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: { code: 'NOT_FOUND', message: 'There is no GET /nope here.' },
    });
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  });
});

describe('GraphQL over HTTP', () => {
  test('answers by GET and by POST', async () => {
    expect(await (await get('/graphql?query={hello}')).json()).toEqual({ data: { hello: 'hello world' } });
    const answer = await graphql(running.url, 'query ($name: String) { hello(name: $name) }', {
      name: 'kit',
    });
    expect(answer).toEqual({ status: 200, data: { hello: 'hello kit' } });
  });

  test('the context knows the request id that the answer carries', async () => {
    const response = await post('{"query":"{ requestId }"}');
    const { data } = (await response.json()) as { data: { requestId: string } };
    expect(data.requestId).toBe(response.headers.get('x-request-id'));
  });

  test('a batch of operations is refused', async () => {
    const response = await post('[{"query":"{hello}"},{"query":"{hello}"}]');
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('hello world');
  });

  test('a body above 100 kB is refused', async () => {
    const response = await post(
      JSON.stringify({ query: '{hello}', variables: { padding: 'x'.repeat(100_000) } }),
    );
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'REQUEST_TOO_LARGE' } }] });
  });

  test('a wrong variable is the client’s mistake', async () => {
    const answer = await graphql(running.url, 'query ($length: Int!) { text(length: $length) }', {
      length: 'many',
    });
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });

  test('typed errors keep their message and code', async () => {
    const answer = await graphql(running.url, '{ missingKit refused }');
    expect(answer.errors?.map(({ message, path, extensions }) => ({ message, path, extensions }))).toEqual([
      { message: 'No kit has the id "kit-9".', path: ['missingKit'], extensions: { code: 'NOT_FOUND' } },
      { message: 'Not today.', path: ['refused'], extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  test('an unexpected error is masked with the request id, and logged once under it', async () => {
    const response = await post('{"query":"{ hello defect }"}');
    const text = await response.text();
    const requestId = response.headers.get('x-request-id');
    expect(text).not.toMatch(/hunter2|db\.internal/);
    expect(JSON.parse(text)).toMatchObject({
      data: { hello: 'hello world', defect: null },
      errors: [{ path: ['defect'], extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } }],
    });
    const logged = running.logs.filter((line) => line['requestId'] === requestId);
    expect(logged).toMatchObject([
      { level: 50, path: ['defect'], err: { message: expect.stringContaining('hunter2') as string } },
    ]);
  });

  test('answers above a kilobyte are compressed, small ones are not', async () => {
    const big = await get('/graphql?query={text(length:5000)}', { 'accept-encoding': 'br' });
    expect(big.headers.get('content-encoding')).toBe('br');
    expect(await big.json()).toEqual({ data: { text: 'x'.repeat(5000) } });
    const small = await get('/graphql?query={hello}', { 'accept-encoding': 'br' });
    expect(small.headers.get('content-encoding')).toBeNull();
  });

  test('requests are logged without what the client put into the query string', async () => {
    await get('/graphql?query={hello}&token=s3cret');
    expect(running.logs).toContainEqual(
      expect.objectContaining({ level: 20, path: '/graphql', status: 200 }),
    );
    expect(JSON.stringify(running.logs)).not.toContain('s3cret');
  });
});

test('starting says nothing by itself: the app does, when everything is ready', async () => {
  const quiet = await startHttpServer();
  await fetch(`${quiet.url}/live`);
  expect(quiet.logs.filter(({ level }) => level !== 20)).toEqual([]);
  expect(quiet.logs).toContainEqual(expect.objectContaining({ level: 20, msg: 'request', path: '/live' }));
  await quiet.server.stop({ deadlineMs: 1_000 });
});

describe('the socket below', () => {
  test('a client that does not finish its headers is cut', async () => {
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
    const answer: Buffer[] = [];
    socket.on('data', (chunk) => answer.push(chunk));
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    await once(socket, 'close');
    expect(Buffer.concat(answer).toString()).toMatch(/^HTTP\/1\.1 408/);
  });

  test('a port that is taken is a clear error', async () => {
    const port = Number(new URL(running.url).port);
    const second = startHttpServer({ port });
    await expect(second).rejects.toThrow(ListenError);
    await expect(second).rejects.toThrow(
      `another program has port ${port}. Stop that one, or set PORT to a free port`,
    );
  });
});
