import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphql } from '../support/graphql.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { subscribeSse } from '../support/sse-client.js';
import { rawSubscription } from '../support/ws-client.js';
import { waitFor } from '../support/wait-for.js';

let running: TestHttpServer;
beforeAll(async () => {
  running = await startHttpServer();
});
afterAll(() => running.server.stop({ deadlineMs: 1_000 }));

/** The errors that answer the document, by transport. */
const transports: Record<string, (document: string) => Promise<unknown>> = {
  HTTP: async (document) => (await graphql(running.url, document)).errors,
  'server-sent events': async (document) => {
    for await (const { errors } of subscribeSse(running.url, document)) return errors;
    return undefined;
  },
  WebSocket: async (document) => {
    const subscription = await rawSubscription(running.url, document);
    await waitFor(() => expect(subscription.messages.at(-1)).toMatchObject({ type: 'error', id: '1' }));
    subscription.close();
    return subscription.messages.at(-1)?.payload;
  },
};

// What was parsed is kept for all transports: each has to be right also as the first to see a document.
describe.each(Object.keys(transports))('over %s first, then the others,', (first) => {
  test.each([
    ['does not parse', `{ hello # ${first}`, 'GRAPHQL_PARSE_FAILED', /^Syntax Error/],
    [
      'asks for what is not there',
      `{ nope } # ${first}`,
      'GRAPHQL_VALIDATION_FAILED',
      /Cannot query field "nope"/,
    ],
    [
      'has two operations, and none was named',
      `query A { hello } query B { hello } # ${first}`,
      'OPERATION_RESOLUTION_FAILURE',
      /^Could not determine what operation/,
    ],
    [
      'has no operation',
      `fragment A on Query { hello } # ${first}`,
      'OPERATION_RESOLUTION_FAILURE',
      /^Could not determine what operation/,
    ],
    [
      'may follow nothing',
      `subscription { ...A } fragment A on Subscription { channel @include(if: false) } # ${first}`,
      'GRAPHQL_VALIDATION_FAILED',
      /^The field of a subscription must not have @include/,
    ],
  ])('a document that %s has the code of its mistake', async (_fact, document, code, message) => {
    for (const transport of [first, ...Object.keys(transports)]) {
      expect(await transports[transport]!(document), transport).toMatchObject([
        { message: expect.stringMatching(message) as string, extensions: { code } },
      ]);
    }
  });
});
