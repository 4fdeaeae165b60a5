import { expect, test, vi } from 'vitest';
import { ViewerDocument } from '../../operations/generated/graphql.js';
import { createGraphQL, documentIdOf, persistedPayload, RequestError } from './graphql.js';

const url = 'http://airpicture.test/graphql';

function answering(answer: () => Promise<Response>, key: string | null = null) {
  const fetch = vi.fn((..._args: Parameters<typeof globalThis.fetch>) => answer());
  return { fetch, graphql: createGraphQL({ url, authorization: () => key, fetch }) };
}

test('asks by the id of a document, with the key', async () => {
  const viewer = { name: 'Ada', role: 'ADMIN', scopes: [] };
  const { fetch, graphql } = answering(
    () => Promise.resolve(Response.json({ data: { viewer } })),
    'Bearer air_1',
  );
  await expect(graphql.request(ViewerDocument, {})).resolves.toEqual({ viewer });
  const [to, init] = fetch.mock.calls[0]!;
  expect(to).toBe(url);
  expect(init).toMatchObject({ method: 'POST', headers: { authorization: 'Bearer air_1' } });
  expect(JSON.parse(init?.body as string)).toEqual({
    documentId: documentIdOf(ViewerDocument),
    variables: {},
  });
});

test('without a key it sends none', async () => {
  const { fetch, graphql } = answering(() => Promise.resolve(Response.json({ data: {} })));
  await graphql.request(ViewerDocument, {});
  expect(fetch.mock.calls[0]![1]?.headers).not.toHaveProperty('authorization');
});

test('names a document over a WebSocket as Apollo does', () => {
  const { query, extensions } = persistedPayload(ViewerDocument);
  expect(query).toBe('');
  expect(extensions).toEqual({
    persistedQuery: { version: 1, sha256Hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  });
});

test('a refusal has its code, and when to come again', async () => {
  const errors = [{ message: 'Too much.', extensions: { code: 'RATE_LIMITED', retryAfterS: 3 } }];
  const { graphql } = answering(() => Promise.resolve(Response.json({ errors }, { status: 429 })));
  await expect(graphql.request(ViewerDocument, {})).rejects.toMatchObject({
    name: 'RequestError',
    message: 'Too much.',
    code: 'RATE_LIMITED',
    retryAfterS: 3,
  });
});

test.each([
  ['nobody answers', () => Promise.reject(new TypeError('fetch failed'))],
  ['a proxy answers', () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 }))],
])('says that the server cannot be reached when %s', async (_what, answer) => {
  const { graphql } = answering(answer);
  const error: unknown = await graphql.request(ViewerDocument, {}).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RequestError);
  expect(error).toMatchObject({ code: 'UNREACHABLE' });
});

test('who gives up is told that and nothing else', async () => {
  const { graphql } = answering(() => Promise.reject(new DOMException('Aborted', 'AbortError')));
  await expect(graphql.request(ViewerDocument, {})).rejects.toMatchObject({ name: 'AbortError' });
});
