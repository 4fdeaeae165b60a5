import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { anonymousViewer } from '../../src/domain/viewer.js';
import { schema } from '../../src/schema/index.js';
import { readPersistedDocuments } from '../../src/server/query/persisted-documents.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';

let http: TestHttpServer;
const [id] = [...readPersistedDocuments()].find(([, text]) => text.startsWith('query Viewer '))!;
const hash = id.slice('sha256:'.length);
const data = {
  viewer: { name: 'anonymous', role: 'ADMIN', scopes: ['READ', 'PII', 'OPERATE', 'ADMIN', 'INGEST'] },
};
const apollo = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });

beforeAll(async () => {
  http = await startHttpServer({ schema, createContext: () => ({ viewer: anonymousViewer }) });
});
afterAll(() => http.server.stop({ deadlineMs: 1000 }));

const post = async (body: object, headers: Record<string, string> = {}) => {
  const response = await fetch(`${http.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as object };
};

const notFound = {
  errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
};

describe('a document is executed when it is named', () => {
  test.each([
    ['by documentId', { documentId: id }],
    ['by documentId without its prefix', { documentId: hash }],
    ['as Apollo clients do', { extensions: apollo(hash) }],
  ])('%s', async (_form, body) => {
    expect(await post(body)).toEqual({ status: 200, body: { data } });
  });

  test.each([
    ['documentId', { documentId: id }],
    ['extensions', { extensions: JSON.stringify(apollo(hash)) }],
  ])('in a GET request by %s', async (_name, search) => {
    const response = await fetch(`${http.url}/graphql?${new URLSearchParams(search)}`);
    expect(await response.json()).toEqual({ data });
  });

  test('as an event stream', async () => {
    const response = await fetch(`${http.url}/graphql?${new URLSearchParams({ documentId: id })}`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(await response.text()).toContain(JSON.stringify({ data }));
  });

  test('over WebSocket', async () => {
    const client = createClient({
      url: `${http.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
    });
    const results = client.iterate({ query: '', extensions: apollo(hash) });
    expect((await results.next()).value).toEqual({ data });
    await expect(client.iterate({ query: '', extensions: apollo('0'.repeat(64)) }).next()).rejects.toEqual(
      notFound.errors,
    );
    await client.dispose();
  });
});

test('an unknown document is refused in the words that clients know', async () => {
  expect(await post({ documentId: 'sha256:0' })).toEqual({ status: 200, body: notFound });
  expect(await post({ extensions: apollo('0') }, { accept: 'application/graphql-response+json' })).toEqual({
    status: 400,
    body: notFound,
  });
  const response = await fetch(`${http.url}/graphql?documentId=nothing`);
  expect(await response.json()).toEqual(notFound);
});

test('a document that is sent along with an id is executed itself', async () => {
  expect(await post({ query: '{ __typename }', documentId: id })).toEqual({
    status: 200,
    body: { data: { __typename: 'Query' } },
  });
});
