import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';
import { openSse, subscribeSse } from '../support/sse-client.js';
import { waitFor } from '../support/wait-for.js';

let running: TestHttpServer;
beforeAll(async () => {
  running = await startHttpServer();
});
afterAll(() => running.server.stop({ deadlineMs: 1_000 }));
afterEach(() => void vi.unstubAllEnvs());

test('a subscription is delivered as events and completes', async () => {
  const subscription = await openSse(running.url, 'subscription { count(to: 2) }');
  expect(subscription.response.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'x-accel-buffering': 'no',
  });
  expect(subscription.response.headers['content-encoding']).toBeUndefined();
  const events = [];
  for await (const event of subscription.events()) events.push(event);
  expect(events).toEqual([
    { event: 'next', data: '{"data":{"count":1}}' },
    { event: 'next', data: '{"data":{"count":2}}' },
    { event: 'complete', data: '' },
  ]);
});

test('a bad document is an answer, not a stream that hangs', async () => {
  const results = [];
  for await (const result of subscribeSse(running.url, 'subscription { nope }')) results.push(result);
  expect(results).toMatchObject([{ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }]);
});

test('a stream that fails ends with a masked error', async () => {
  const results = [];
  for await (const result of subscribeSse(running.url, 'subscription { breaks }')) results.push(result);
  expect(results).toMatchObject([
    { data: { breaks: 1 } },
    { errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
  ]);
  expect(JSON.stringify(results)).not.toContain('secrets');
});

test('a quiet stream has comments that keep proxies from closing it', async () => {
  const subscription = await openSse(running.url, 'subscription { channel }');
  let text = '';
  subscription.response.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await waitFor(() => expect(text.match(/:\n\n/g)?.length).toBeGreaterThan(1));
  subscription.close();
  await waitFor(() => expect(running.channel.readers).toBe(0));
});

test('a client that leaves a quiet stream frees its generator before the next comment', async () => {
  // Yoga sends comments every 12 s, but in tests every 300 ms.
  vi.stubEnv('NODE_ENV', 'production');
  const subscription = await openSse(running.url, 'subscription { channel }');
  await waitFor(() => expect(running.channel.readers).toBe(1));
  subscription.close();
  await vi.waitFor(() => expect(running.channel.readers).toBe(0), { timeout: 5_000 });
});

test('a stream whose reader stalls is not pulled, others get everything, and leaving frees it', async () => {
  const stalled = await openSse(running.url, 'subscription { endless(reader: "stalled") }');
  await waitFor(() => expect(running.endlessPulls('stalled')).toBeGreaterThan(0));

  const healthy = subscribeSse(running.url, 'subscription { channel }');
  const first = healthy.next();
  await waitFor(() => expect(running.channel.readers).toBe(1));
  for (let n = 1; n <= 5_000; n++) {
    running.channel.publish(String(n));
    const { value } = n === 1 ? await first : await healthy.next();
    expect(value).toEqual({ data: { channel: String(n) } });
  }
  expect(running.endlessPulls('stalled')).toBeLessThan(2_000);

  stalled.close();
  await healthy.return();
  await waitFor(() => expect([running.endlessReaders(), running.channel.readers]).toEqual([0, 0]));
});

test('a reader that takes nothing for too long is cut', async () => {
  const impatient = await startHttpServer({ stallTimeoutMs: 200 });
  const stalled = await openSse(impatient.url, 'subscription { endless(reader: "stalled") }');
  await waitFor(() => expect(impatient.endlessReaders()).toBe(1));
  await waitFor(() => expect(impatient.endlessReaders()).toBe(0));
  stalled.close();
  await impatient.server.stop({ deadlineMs: 1_000 });
});
