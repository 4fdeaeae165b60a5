import { createSchema } from 'graphql-yoga';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';

const ALLOWED = 'https://map.example';
const ELSEWHERE = 'https://elsewhere.example';

let plain: TestHttpServer;
let allowing: TestHttpServer;
let runs: number;
let pushes: number;

const schema = createSchema({
  typeDefs: 'type Query { hello: String } type Mutation { change: String }',
  resolvers: { Query: { hello: () => 'hello' }, Mutation: { change: () => `run ${++runs}` } },
});
const ingest = {
  refusal: () => null,
  take: () => {
    pushes += 1;
    return Promise.reject(new Error('nothing is to be taken here'));
  },
};

beforeAll(async () => {
  plain = await startHttpServer({ schema, ingest });
  allowing = await startHttpServer({ schema, ingest, allowedOrigins: [ALLOWED, 'http://localhost:5173'] });
});
beforeEach(() => {
  runs = 0;
  pushes = 0;
});
afterAll(async () => {
  for (const { server } of [plain, allowing]) await server.stop({ deadlineMs: 1_000 });
});

const ask = (to: TestHttpServer, path: string, init: RequestInit = {}) =>
  fetch(new URL(path, to.url), { redirect: 'manual', ...init });

describe('what a page of another site can send without asking first', () => {
  test('G8: a mutation by GET is refused with 405 and not run', async () => {
    for (const accept of ['application/json', 'text/event-stream', '*/*']) {
      const response = await ask(plain, '/graphql?query=mutation{change}', { headers: { accept } });
      expect([response.status, runs]).toEqual([405, 0]);
    }
  });

  test.each([
    ['text/plain', '{"query":"mutation { change }"}'],
    ['application/x-www-form-urlencoded', 'query=mutation+%7B+change+%7D'],
    ['multipart/form-data; boundary=x', multipart('query', 'mutation { change }')],
    ['multipart/form-data; boundary=x', multipart('operations', '{"query":"mutation { change }"}')],
    ['text/plain; application/json', '{"query":"mutation { change }"}'],
    ['application/jsonx', '{"query":"mutation { change }"}'],
    ['', '{"query":"mutation { change }"}'],
  ])('G8: a mutation as %j is refused with 415 and not run', async (type, body) => {
    const response = await ask(plain, '/graphql', {
      method: 'POST',
      body,
      headers: { 'content-type': type, origin: ELSEWHERE },
    });
    expect([response.status, runs]).toEqual([415, 0]);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'G8: a push as %j is refused with 415 and not taken',
    async (type) => {
      const response = await ask(plain, '/ingest', {
        method: 'POST',
        body: '{"source":"kit-1","messages":[]}',
        headers: { 'content-type': type },
      });
      expect([response.status, pushes]).toEqual([415, 0]);
    },
  );

  test('G8: other methods, also in disguise, are refused', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      expect((await ask(plain, '/graphql?query=mutation{change}', { method })).status).toBe(405);
    const disguised = await ask(plain, '/graphql?query=mutation{change}&_method=POST', {
      headers: { 'x-http-method-override': 'POST' },
    });
    expect([disguised.status, runs]).toEqual([405, 0]);
  });

  test('the same mutation as JSON is run: what is refused above is refused because of how it comes', async () => {
    const body = '{"query":"mutation { change }"}';
    const headers = { 'content-type': 'application/json' };
    const response = await ask(plain, '/graphql', { method: 'POST', body, headers });
    expect([response.status, runs]).toEqual([200, 1]);
  });
});

describe('pages of other sites', () => {
  const preflight = (to: TestHttpServer, origin: string, path = '/graphql') =>
    ask(to, path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  const allowOrigin = (response: Response) => response.headers.get('access-control-allow-origin');

  test('may not read answers, nor ask whether they may, where none are allowed', async () => {
    const asked = await preflight(plain, ELSEWHERE);
    expect([asked.status, asked.headers.get('allow'), allowOrigin(asked)]).toEqual([405, 'GET, POST', null]);
    expect(allowOrigin(await ask(plain, '/graphql?query={hello}', { headers: { origin: ELSEWHERE } }))).toBe(
      null,
    );
  });

  test('that are allowed may send operations with a key, and are told so without one', async () => {
    const asked = await preflight(allowing, ALLOWED);
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': ALLOWED,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type',
      vary: 'Origin',
    });
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    const response = await ask(allowing, '/graphql?query={hello}', { headers: { origin: ALLOWED } });
    expect([response.status, allowOrigin(response), response.headers.get('vary')]).toEqual([
      200,
      ALLOWED,
      'Origin, accept',
    ]);
    expect(response.headers.get('access-control-expose-headers')).toContain('ratelimit-remaining');
  });

  test('that are allowed may read errors, too', async () => {
    const headers = { origin: ALLOWED, 'content-type': 'text/plain' };
    const response = await ask(allowing, '/graphql', { method: 'POST', body: 'x', headers });
    expect([response.status, allowOrigin(response)]).toEqual([415, ALLOWED]);
  });

  test.each([ELSEWHERE, 'null', `${ALLOWED}.evil.example`, 'http://map.example', `${ALLOWED}:444`, ''])(
    'of %j are not allowed because others are',
    async (origin) => {
      const asked = await preflight(allowing, origin);
      expect([asked.status, allowOrigin(asked)]).toEqual([405, null]);
      const response = await ask(allowing, '/graphql?query={hello}', { headers: { origin } });
      expect([allowOrigin(response), response.headers.get('vary')]).toEqual([null, 'Origin, accept']);
    },
  );

  test('may use /graphql and nothing else', async () => {
    for (const path of ['/ingest', '/health', '/live', '/', '/nope']) {
      const asked = await preflight(allowing, ALLOWED, path);
      expect([path, [404, 405].includes(asked.status), allowOrigin(asked)]).toEqual([path, true, null]);
      expect(allowOrigin(await ask(allowing, path, { headers: { origin: ALLOWED } }))).toBeNull();
    }
  });

  const upgrade = async (to: TestHttpServer, origin: string) => {
    const url = `${to.url.replace('http', 'ws')}/graphql`;
    const socket = new WebSocket(url, 'graphql-transport-ws', { headers: { origin } });
    const opened = once(socket, 'open').then(() => 101);
    const refused = once(socket, 'unexpected-response').then(([, response]) => response as IncomingMessage);
    const answer = await Promise.race([opened, refused]);
    socket.on('error', () => undefined).terminate();
    return answer;
  };

  test.each([ELSEWHERE, 'null', `${ALLOWED}.evil.example`])(
    'G9: of %j get 403 for a WebSocket, before it is one',
    async (origin) => {
      for (const server of [plain, allowing]) {
        const answer = (await upgrade(server, origin)) as IncomingMessage;
        expect([answer.statusCode, answer.headers['x-content-type-options']]).toEqual([403, 'nosniff']);
      }
    },
  );

  test('G9: of allowed sites, and the server’s own, get a WebSocket', async () => {
    expect(await upgrade(allowing, ALLOWED)).toBe(101);
    expect(await upgrade(allowing, allowing.url)).toBe(101);
    expect(await upgrade(plain, plain.url)).toBe(101);
    expect(((await upgrade(plain, ALLOWED)) as IncomingMessage).statusCode).toBe(403);
  });
});

describe('headers that tell browsers what not to do', () => {
  const json = { 'content-type': 'application/json' };
  test.each<[number, string, RequestInit]>([
    [200, '/', {}],
    [200, '/', { headers: { accept: 'text/html' } }],
    [200, '/live', {}],
    [200, '/ready', {}],
    [200, '/health', {}],
    [200, '/graphql', { headers: { accept: 'text/html' } }],
    [200, '/graphql?query={hello}', {}],
    [400, '/graphql', { method: 'POST', body: '{', headers: json }],
    [400, '/graphql?query={nothing}', { headers: { accept: 'application/graphql-response+json' } }],
    [404, '/nope', {}],
    [400, '/%zz', {}],
    [405, '/graphql', { method: 'DELETE' }],
    [405, '/ingest', {}],
    [413, '/graphql', { method: 'POST', body: 'x'.repeat(200_000), headers: json }],
    [415, '/graphql', { method: 'POST', body: 'x' }],
    [415, '/ingest', { method: 'POST', body: 'x' }],
    [500, '/ingest', { method: 'POST', body: '{}', headers: json }],
  ])('are on an answer with status %i of %s', async (status, path, init) => {
    const response = await ask(plain, path, init);
    await response.arrayBuffer();
    expect(response.status).toBe(status);
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(
        /default-src 'none'.*frame-ancestors 'none'/,
      ) as string,
      'x-request-id': expect.any(String) as string,
    });
    expect(headers).not.toHaveProperty('set-cookie');
    expect(headers).not.toHaveProperty('x-powered-by');
  });
});

function multipart(name: string, value: string): string {
  return `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--x--\r\n`;
}
