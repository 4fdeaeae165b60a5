import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { print } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { TracksDocument } from '../../operations/generated/graphql.js';
import { startLiveServer, type LiveServer } from '../support/live-server.js';
import { aTrackReport } from '../support/observations.js';
import { openSse, type SseSubscription } from '../support/sse-client.js';
import { waitFor } from '../support/wait-for.js';
import { rawSubscription, type RawSubscription } from '../support/ws-client.js';

const query = print(TracksDocument);
/** The same for a client, but nothing that is recognised. */
const twisted = query.replace('__typename', '__typename @include(if: true)');
const sharedMessage = 'tracks are sent as shared frames';
const slowMessage = 'WebSocket reader is too slow';

let running: LiveServer;
const raws: RawSubscription[] = [];
const streams: SseSubscription[] = [];
beforeAll(async () => {
  running = await startLiveServer();
});
afterAll(() => running.stop());
afterEach(() => {
  for (const raw of raws.splice(0)) raw.close();
  for (const stream of streams.splice(0)) stream.close();
});

async function raw(url = running.url): Promise<RawSubscription> {
  const subscription = await rawSubscription(url);
  raws.push(subscription);
  return subscription;
}

function subscribe(socket: RawSubscription, id: string, text: string, variables = { maxRateHz: 50 }): void {
  socket.send({ id, type: 'subscribe', payload: { query: text, variables } });
}

const report = (droneId: string, given: Parameters<typeof aTrackReport>[0] = {}) =>
  aTrackReport({ droneId, observedAtMs: Date.now(), ...given });

/** What an operation was sent, without what differs by the moment of sending. */
function results({ messages }: RawSubscription, id: string): string[] {
  return messages
    .filter((message) => message.id === id && message.type === 'next')
    .map(({ payload }) => JSON.stringify(payload).replaceAll(/"serverTime":"[^"]+"/g, '"serverTime":""'));
}

const last = (socket: RawSubscription, id: string): string => results(socket, id).at(-1) ?? '';

describe('over WebSocket', () => {
  test('a recognised subscription is sent what one that is executed for itself is sent', async () => {
    const { hub, logs } = running;
    const id = 'own "id" – ü';
    const socket = await raw();
    const sharedBefore = logs.count(sharedMessage);
    subscribe(socket, id, query);
    subscribe(socket, 'twisted', twisted);
    await waitFor(() => {
      expect(results(socket, id)).toHaveLength(1);
      expect(results(socket, 'twisted')).toHaveLength(1);
    });
    for (const description of ['"quoted"', '\u2028</script>', 'ünï', 'x'.repeat(70_000), 'x'.repeat(200)]) {
      hub.accept([report('drone-A', { description: description.slice(0, 600) }), report('drone-B')]);
      await waitFor(() => {
        expect(last(socket, id)).toContain(JSON.stringify(description.slice(0, 600)));
        expect(last(socket, 'twisted')).toContain(JSON.stringify(description.slice(0, 600)));
      });
    }
    expect(results(socket, id)).toEqual(results(socket, 'twisted'));
    expect(logs.count(sharedMessage) - sharedBefore).toBe(1);
  });

  test('messages of 70 kB arrive as one, too', async () => {
    const { hub } = running;
    const socket = await raw();
    subscribe(socket, '1', query);
    await waitFor(() => expect(results(socket, '1')).toHaveLength(1));
    hub.accept(Array.from({ length: 150 }, (_, n) => report(`many-${n}`, { description: 'é'.repeat(300) })));
    await waitFor(() => expect(last(socket, '1')).toContain('many-149'));
    expect(Buffer.byteLength(last(socket, '1'))).toBeGreaterThan(70_000);
  });

  test('one client that completes its operation is sent nothing more, others are', async () => {
    const { hub } = running;
    const [leaver, stayer] = [await raw(), await raw()];
    for (const socket of [leaver, stayer]) {
      subscribe(socket, '1', query);
      await waitFor(() => expect(results(socket, '1')).toHaveLength(1));
    }
    leaver.send({ id: '1', type: 'complete' });
    leaver.send({ type: 'ping' });
    await waitFor(() => expect(leaver.messages.at(-1)).toEqual({ type: 'pong' }));
    hub.accept([report('after-leaving')]);
    await waitFor(() => expect(last(stayer, '1')).toContain('after-leaving'));
    expect(leaver.messages.at(-1)).toEqual({ type: 'pong' });
    subscribe(leaver, '1', query);
    await waitFor(() => expect(last(leaver, '1')).toContain('after-leaving'));
  });

  test('an id that is in use closes the socket', async () => {
    const socket = await raw();
    subscribe(socket, '1', query);
    subscribe(socket, '1', query);
    const [code] = (await once(socket.socket, 'close')) as [number];
    expect(code).toBe(4409);
  });

  test('a refused argument is answered as one that is executed for itself, and the socket goes on', async () => {
    const socket = await raw();
    subscribe(socket, 'shared', query, { maxRateHz: 51 });
    subscribe(socket, 'twisted', twisted, { maxRateHz: 51 });
    await waitFor(() => expect(socket.messages.filter(({ type }) => type === 'complete')).toHaveLength(2));
    expect(results(socket, 'shared')).toEqual(results(socket, 'twisted'));
    expect(last(socket, 'shared')).toContain('BAD_USER_INPUT');
  });

  test('a reader that takes nothing for too long is closed with 4429, others get everything', async () => {
    const impatient = await startLiveServer({ stallTimeoutMs: 300 });
    const [stalled, healthy] = [await raw(impatient.url), await raw(impatient.url)];
    for (const socket of [stalled, healthy]) {
      subscribe(socket, '1', query);
      await waitFor(() => expect(results(socket, '1')).toHaveLength(1));
    }
    // Before that, nothing happens for longer than a reader may take.
    await sleep(400);
    stalled.stall();
    const closed = once(stalled.socket, 'close') as Promise<[number, Buffer]>;
    let round = 0;
    // Until the buffers of two kernels are full, and then until the server has had enough.
    await waitFor(() => {
      round += 1;
      impatient.hub.accept(
        Array.from({ length: 200 }, (_, n) =>
          report(`many-${n}`, { description: 'é'.repeat(600), altitudeM: round }),
        ),
      );
      expect(impatient.logs.count(slowMessage)).toBe(1);
    });
    stalled.resume();
    const [code, reason] = await closed;
    expect([code, reason.toString()]).toEqual([4429, 'Too slow']);
    await waitFor(() => expect(last(healthy, '1')).toContain(`"altitudeM":${round}`));
    expect(impatient.logs.count(slowMessage)).toBe(1);
    await impatient.stop();
  });

  test('who is too slow and reads no more is dropped', async () => {
    const impatient = await startLiveServer({ stallTimeoutMs: 300 });
    const stalled = await raw(impatient.url);
    subscribe(stalled, '1', query);
    await waitFor(() => expect(results(stalled, '1')).toHaveLength(1));
    stalled.stall();
    await waitFor(() => {
      impatient.hub.accept(
        Array.from({ length: 200 }, (_, n) => report(`many-${n}`, { description: 'é'.repeat(600) })),
      );
      expect(impatient.logs.count(slowMessage)).toBe(1);
    });
    // Its own end of the connection learns it only from the operating system.
    const errors: unknown[] = [];
    stalled.socket.on('error', (error) => errors.push(error));
    await waitFor(() => {
      stalled.socket.ping();
      expect(errors.length + Number(stalled.socket.readyState !== stalled.socket.OPEN)).toBeGreaterThan(0);
    });
    await impatient.stop();
  });
});

describe('over server-sent events', () => {
  async function open(
    text: string,
  ): Promise<{ events: string[]; subscription: SseSubscription; ended: Promise<void> }> {
    const subscription = await openSse(running.url, text, { maxRateHz: 50 });
    streams.push(subscription);
    const events: string[] = [];
    const read = async () => {
      for await (const { event, data } of subscription.events()) {
        events.push(`${event} ${data.replaceAll(/"serverTime":"[^"]+"/g, '"serverTime":""')}`);
      }
    };
    return { events, subscription, ended: read().catch(() => undefined) };
  }

  test('a recognised subscription is sent what one that is executed for itself is sent', async () => {
    const { hub, logs } = running;
    const sharedBefore = logs.count(sharedMessage);
    const [shared, executed] = [await open(query), await open(twisted)];
    const headersOf = ({ subscription }: typeof shared) => {
      const { date: _date, 'x-request-id': _id, ...headers } = subscription.response.headers;
      return headers;
    };
    expect(headersOf(shared)).toEqual(headersOf(executed));
    for (const { events } of [shared, executed]) await waitFor(() => expect(events).toHaveLength(1));
    hub.accept([report('by-sse', { description: '\u2028\n\nevent: complete\n\n' })]);
    for (const { events } of [shared, executed])
      await waitFor(() => expect(events.at(-1)).toContain('by-sse'));
    expect(shared.events).toEqual(executed.events);
    expect(logs.count(sharedMessage) - sharedBefore).toBe(1);
  });

  test('a refused argument is answered as one that is executed for itself', async () => {
    const answers = [];
    for (const text of [query, twisted]) {
      const { response } = await openSse(running.url, text, { maxRateHz: 51 });
      let body = '';
      for await (const chunk of response as AsyncIterable<Buffer>) body += chunk.toString();
      answers.push([response.statusCode, response.headers['content-type'], body]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.[2]).toContain('BAD_USER_INPUT');
  });

  test('begins with a comment and has more of them while nothing happens', async () => {
    const chatty = await startLiveServer({ keepAliveMs: 30 });
    const subscription = await openSse(chatty.url, query);
    let text = '';
    subscription.response.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await waitFor(() => expect(text.match(/^:\n\n/gm)?.length).toBeGreaterThan(2));
    expect(text.startsWith(':\n\n')).toBe(true);
    subscription.close();
    await chatty.stop();
  });

  test('a reader that takes nothing for too long is cut', async () => {
    const impatient = await startLiveServer({ stallTimeoutMs: 300 });
    const stalled = await openSse(impatient.url, query, { maxRateHz: 50 });
    expect(impatient.readers()).toBe(1);
    await waitFor(() => {
      impatient.hub.accept(
        Array.from({ length: 200 }, (_, n) => report(`many-${n}`, { description: 'é'.repeat(600) })),
      );
      expect(impatient.readers()).toBe(0);
    });
    stalled.close();
    await impatient.stop();
  });

  test('a client that leaves ends its reading', async () => {
    const before = running.readers();
    const subscription = await openSse(running.url, query);
    expect(running.readers()).toBe(before + 1);
    subscription.close();
    await waitFor(() => expect(running.readers()).toBe(before));
  });
});

describe('stopping', () => {
  test('sends sockets away with 1001 and ends event streams, both without completing them', async () => {
    const leaving = await startLiveServer();
    const socket = await raw(leaving.url);
    subscribe(socket, '1', query);
    await waitFor(() => expect(results(socket, '1')).toHaveLength(1));
    const stream = await openSse(leaving.url, query);
    const events: string[] = [];
    const over = (async () => {
      for await (const { event } of stream.events()) events.push(event);
    })();
    await waitFor(() => expect(events).toEqual(['next']));
    const closed = once(socket.socket, 'close') as Promise<[number, Buffer]>;
    await leaving.stop();
    expect((await closed)[0]).toBe(1001);
    await over;
    expect(events).toEqual(['next']);
    expect(socket.messages.map(({ type }) => type)).toEqual(['connection_ack', 'next']);
  });
});
