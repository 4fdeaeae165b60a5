import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Access } from '../../src/access/access.js';
import { UnauthenticatedError } from '../../src/access/access.js';
import { createContextFactory } from '../../src/schema/context.js';
import { schema } from '../../src/schema/index.js';
import type { LivePicture } from '../../src/domain/live.js';
import { anonymousViewer, SCOPES_OF, type Role } from '../../src/domain/viewer.js';
import { FAILURES_PER_MINUTE } from '../../src/server/limits/sign-in.js';
import { createFakeFleet } from '../support/fake-fleet.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { NOON_MS } from '../support/observations.js';
import { ask, documentIdOf, transports, type Asked, type Transport } from '../support/transports.js';

/** Everybody is what they say they are. */
const access: Access = {
  needsKey: true,
  authenticate(authorization) {
    const [, role, name] = /^Bearer (VIEWER|OPERATOR|ADMIN|INGEST) ?(\w*)$/.exec(authorization ?? '') ?? [];
    if (role === undefined) throw new UnauthenticatedError('Say what you are.');
    const scopes = SCOPES_OF[role as Role];
    return { ...anonymousViewer, role: role as Role, scopes, userId: name === '' ? null : name! };
  },
  watch: () => () => undefined,
};

let server: TestHttpServer;
let poor: TestHttpServer;
let strict: TestHttpServer;
let broke: TestHttpServer;
const createContext = createContextFactory({
  pool: {} as never,
  live: { tracks: () => [] } as unknown as LivePicture,
  fleet: createFakeFleet([]),
  deadLetters: {} as never,
  keys: {} as never,
  now: () => NOON_MS,
});
beforeAll(async () => {
  server = await startHttpServer({ schema, createContext, access });
  poor = await startHttpServer({ schema, createContext, access, limits: { maxCost: 100 } });
  broke = await startHttpServer({ schema, createContext, access, limits: { costPerMinute: 100 } });
  strict = await startHttpServer({ schema, createContext, access, persistedDocumentsOnly: true });
});
afterAll(async () => {
  for (const each of [server, poor, broke, strict]) await each.server.stop({ deadlineMs: 1000 });
});

const many = (count: number, part: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ');
const codesOf = ({ errors }: Asked) => errors?.map(({ extensions }) => extensions?.['code']);

describe.each(Object.keys(transports) as Transport[])('over %s', (transport) => {
  const as = (role: string, query: string, given: { to?: TestHttpServer; documentId?: string } = {}) =>
    ask(transport, (given.to ?? server).url, { authorization: `Bearer ${role}`, query, ...given });

  test.each([
    ['G1: a document that is nested too deeply', `${'{a'.repeat(9)}${'}'.repeat(9)}`],
    [
      'G1: one that is nested through fragments',
      'query {...A} fragment A on X {a{b{c{...B}}}} fragment B on X {d{e{f{g{h{i}}}}}}',
    ],
    ['G1: one that would overflow the stack', '{a'.repeat(20_000)],
    ['G2: one with many aliases of __typename', `{${many(101, (n) => `a${n}: __typename`)}}`],
    ['G2: one that repeats a field', `{${'__typename '.repeat(500)}}`],
    ['G2: one with many directives', `{__typename ${'@aa'.repeat(10)}}`],
    [
      'G5: one whose fragments multiply',
      `{...F0} ${many(30, (n) => `fragment F${n} on Query {x {...F${n + 1}} y {...F${n + 1}}}`)}`,
    ],
  ])('%s is refused', async (_what, query) => {
    const answer = await as('VIEWER', query);
    expect(codesOf(answer)).toEqual(['QUERY_TOO_COMPLEX']);
    if (answer.status !== null) expect(answer.status).toBe(400);
    expect(answer.errors?.[0]?.extensions).not.toHaveProperty('http');
  });

  test('G5: fragments in a circle are refused by name', async () => {
    const { errors } = await as(
      'VIEWER',
      'query {viewer {...A}} fragment A on Viewer {name ...B} fragment B on Viewer {role ...A}',
    );
    expect(errors?.[0]?.message).toMatch(/Cannot spread fragment "A" within itself/);
  });

  test('G6: an operation above the limit is refused with its cost, and one below is not', async () => {
    const query = '{ kits(first: 200) { nodes { name } } }';
    const refused = await as('VIEWER', query, { to: poor });
    expect(refused.errors).toMatchObject([
      { extensions: { code: 'QUERY_TOO_COMPLEX', cost: expect.any(Number) as number, limit: 100 } },
    ]);
    if (refused.status !== null) expect(refused.status).toBe(400);
    expect((await as('VIEWER', query)).data).toEqual({ kits: { nodes: [] } });
    expect(
      (await as('VIEWER', '{ kits(first: 10) { nodes { name } } }', { to: poor })).errors,
    ).toBeUndefined();
  });

  test.each(['VIEWER', 'INGEST'])('G4: a %s may not read the schema', async (role) => {
    for (const query of [
      getIntrospectionQuery(),
      '{ __type(name: "Kit") { name } }',
      '{ ...A } fragment A on Query { __schema { types { name } } }',
    ]) {
      const answer = await as(role, query);
      expect(codesOf(answer)).toEqual(['FORBIDDEN']);
      expect(answer.data ?? null).toBeNull();
      expect(answer.errors?.[0]?.message).toMatch(/Reading the schema.*OPERATOR or ADMIN.*yours is/);
    }
    expect((await as(role, '{ __typename viewer { __typename } }')).errors).toBeUndefined();
  });

  test('G4: who operates the server may, before and after others could not', async () => {
    for (const role of ['OPERATOR', 'VIEWER', 'ADMIN'])
      expect((await as(role, getIntrospectionQuery())).errors === undefined, role).toBe(role !== 'VIEWER');
  });

  test.each<[string, string, Record<string, unknown>?]>([
    ['a field', '{ viewr { name } }'],
    ['an argument', '{ kit(kitid: "a", kitId: "b") { name } }'],
    ['a type', 'query ($a: Kid) { viewer { name } }'],
    ['a value', '{ kits(first: 1, status: ONLIN) { nodes { name } } }'],
    [
      'a value of a variable',
      'query ($s: KitStatus = ONLINE) { kits(first: 1, status: $s) { nodes { name } } }',
      { s: 'ONLIN' },
    ],
  ])(
    'G4: only who operates the server is told which name of %s may be meant',
    async (_what, query, variables = {}) => {
      for (const role of ['VIEWER', 'OPERATOR', 'VIEWER']) {
        const { errors } = await ask(transport, server.url, {
          authorization: `Bearer ${role}`,
          query,
          variables,
        });
        expect(errors?.length, role).toBeGreaterThan(0);
        const said = JSON.stringify(errors);
        if (role === 'OPERATOR') expect(said).toMatch(/Did you mean/);
        else expect(said).not.toMatch(/Did you mean/);
      }
    },
  );

  test('where only persisted documents are executed, others are refused, whoever sends them', async () => {
    const others = await as('ADMIN', '{ viewer { name } }', { to: strict });
    expect(codesOf(others)).toEqual(['PERSISTED_QUERY_ONLY']);
    const known = await as('ADMIN', '', { to: strict, documentId: documentIdOf('Viewer') });
    expect(known.data).toEqual({ viewer: { name: 'anonymous', role: 'ADMIN', scopes: SCOPES_OF.ADMIN } });
  });

  test('a user has a budget, and others have their own', async () => {
    const [one, other] = ['one', 'other'].map((name) => `VIEWER ${name}${transport.replace(/\W/g, '')}`);
    const query = '{ kits(first: 50) { nodes { name } } }';
    const first = await as(one!, query, { to: broke });
    expect(first.data).toEqual({ kits: { nodes: [] } });
    expect(first.extensions).toEqual({
      budget: { limit: 100, remaining: expect.any(Number) as number, resetS: expect.any(Number) as number },
    });
    const { remaining } = (first.extensions as { budget: { remaining: number } }).budget;
    expect(remaining).toBeLessThan(50);
    const refused = await as(one!, query, { to: broke });
    expect(refused.errors).toMatchObject([
      { extensions: { code: 'RATE_LIMITED', retryAfterS: expect.any(Number) as number } },
    ]);
    if (refused.status !== null)
      expect([refused.status, refused.headers?.get('retry-after')]).toEqual([
        429,
        expect.stringMatching(/^\d+$/) as string,
      ]);
    expect((await as(other!, query, { to: broke })).data).toEqual({ kits: { nodes: [] } });
    // Until nothing is left even for that.
    for (let count = 0; count < 10; count++) await as(one!, `{ nope${count} }`, { to: broke });
    expect(codesOf(await as(one!, '{ nope }', { to: broke }))).toEqual(['RATE_LIMITED']);
  });
});

describe('over HTTP', () => {
  const post = (body: string, url = server.url) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer ADMIN' },
      body,
    });

  test.each([1, 2, 100])('G3: a batch of %i operations is refused, and none is executed', async (count) => {
    const response = await post(JSON.stringify(Array(count).fill({ query: '{ viewer { name } }' })));
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('anonymous');
  });

  test('answers say what is left in their headers, and those to GET are the same for all', async () => {
    const headers = { authorization: 'Bearer VIEWER getter' };
    const get = (given: Record<string, string> = {}) =>
      fetch(`${broke.url}/graphql?query={viewer{role}}`, { headers: { ...headers, ...given } });
    const response = await get();
    expect(await response.json()).toEqual({ data: { viewer: { role: 'VIEWER' } } });
    expect(response.headers.get('ratelimit-limit')).toBe('100');
    expect(Number(response.headers.get('ratelimit-remaining'))).toBeLessThan(100);
    expect(Number(response.headers.get('ratelimit-reset'))).toBeGreaterThan(0);
    const again = await get({ 'if-none-match': response.headers.get('etag')! });
    expect(again.status).toBe(304);
    expect(Number(again.headers.get('ratelimit-remaining'))).toBeLessThan(
      Number(response.headers.get('ratelimit-remaining')),
    );
  });

  test('without a budget nothing is said of one', async () => {
    const response = await post('{"query":"{ viewer { role } }"}');
    expect(await response.json()).toEqual({ data: { viewer: { role: 'ADMIN' } } });
    expect([...response.headers.keys()].filter((name) => name.startsWith('ratelimit'))).toEqual([]);
  });

  test('the page of GraphiQL opens for everybody, and not where only persisted documents are executed', async () => {
    const page = (url: string) => fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });
    expect((await page(server.url)).status).toBe(200);
    const off = await page(strict.url);
    expect([off.status, await off.text()]).toEqual([
      404,
      expect.stringContaining('persisted documents only'),
    ]);
  });

  test('who shows no good key too often is told to wait, and good keys are taken all the same', async () => {
    const own = await startHttpServer({ schema, createContext, access });
    const attempt = (authorization: string) =>
      fetch(`${own.url}/graphql?query={__typename}`, { headers: { authorization } });
    const statuses: number[] = [];
    for (let count = 0; count <= FAILURES_PER_MINUTE; count++)
      statuses.push((await attempt('Bearer wrong')).status);
    expect(statuses).toEqual([...Array<number>(FAILURES_PER_MINUTE).fill(401), 429]);
    expect(Number((await attempt('Bearer wrong')).headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await attempt('Bearer VIEWER')).status).toBe(200);
    await own.server.stop({ deadlineMs: 1000 });
  });
});
