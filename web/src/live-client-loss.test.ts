import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLivePage, type LivePage } from './testing/live-page.js';

const HOUR_MS = 3_600_000;

let page: LivePage;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T12:00:00Z') });
  page = createLivePage();
});

afterEach(() => {
  page.live.stop();
  expect(page.server.violations).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** The computer sleeps: nothing runs, and the time of day goes on. */
const sleep = (ms: number) => void vi.setSystemTime(Date.now() + ms);

async function startLive(): Promise<void> {
  page.live.start();
  await pass(0);
  page.snapshot('c1', { droneId: 'a', lat: 1 }, { droneId: 'b', lat: 2 });
}

function nextTryInMs(): number {
  const state = page.newest();
  if (state.state !== 'reconnecting') throw new Error(`It is ${state.state}.`);
  return state.retryAtMs - Date.now();
}

test('goes on from the newest cursor after a loss, and keeps the old picture meanwhile', async () => {
  await startLive();
  page.batch('c2', [{ droneId: 'c', lat: 3 }]);
  page.heartbeat('c3');
  page.server.socket().drop(1006);
  expect(page.newest()).toEqual({ state: 'reconnecting', attempt: 1, retryAtMs: Date.now() + 500 });
  expect([...page.picture.keys()]).toEqual(['a', 'b', 'c']);
  await pass(500);
  expect(page.server.sockets).toHaveLength(2);
  expect(page.tracks().variables).toMatchObject({ after: 'c3' });
  expect(page.newest().state).toBe('reconnecting');
  page.batch('c4', [], ['a']);
  expect(page.newest().state).toBe('live');
  expect([...page.picture.keys()]).toEqual(['b', 'c']);
});

test.each([1000, 1001, 1006, 1011, 4400, 4500])('comes back once after close code %i', async (code) => {
  await startLive();
  page.server.socket().drop(code);
  await pass(60_000 - 1);
  // One that is silent is replaced after 20 s; nothing else opens another.
  expect(page.server.sockets.length).toBeLessThanOrEqual(4);
  expect(page.server.subscriptions()).toHaveLength(1);
});

test('a subscription that the server ends is made again', async () => {
  await startLive();
  page.tracks().complete();
  await pass(500);
  expect(page.server.subscriptions()).toHaveLength(1);
});

test('tries for ever, waiting longer up to 8 s', async () => {
  page.server.next = 'unreachable';
  page.live.start();
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    await pass(0);
    expect(page.newest()).toMatchObject({ attempt });
    waits.push(nextTryInMs());
    await pass(waits.at(-1)!);
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000]);
  page.server.next = 'works';
  await pass(8_000);
  page.snapshot('c1', { droneId: 'a', lat: 1 });
  expect(page.newest().state).toBe('live');
});

test('waits longer again when connections are lost as soon as they are made', async () => {
  page.live.start();
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    await pass(0);
    page.server.socket().drop(1011);
    waits.push(nextTryInMs());
    await pass(waits.at(-1)!);
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000]);
});

test('waits the longest when it was too much for the server', async () => {
  await startLive();
  page.server.socket().drop(4429, 'Too many messages');
  expect(nextTryInMs()).toBe(8_500);
});

test('gives up an attempt that hangs', async () => {
  page.server.next = 'hangs';
  page.live.start();
  await pass(20_000);
  expect(page.server.sockets).toHaveLength(1);
  page.server.next = 'works';
  await pass(2_000);
  expect(page.server.sockets).toHaveLength(2);
  expect(page.server.sockets[0]!.closedByClient).not.toBeNull();
  page.snapshot('c1');
  expect(page.newest().state).toBe('live');
});

test('takes a silent connection for dead, and says so as it grows old', async () => {
  await startLive();
  await pass(10_000);
  // Its pings are answered: that is how old the picture can be.
  expect(page.behindMs()).toBeLessThan(5_000);
  page.server.socket().fallSilent();
  await pass(12_000);
  expect(page.behindMs()).toBeGreaterThanOrEqual(12_000);
  await pass(12_000);
  expect(page.server.sockets).toHaveLength(2);
  expect(page.tracks().variables).toMatchObject({ after: 'c1' });
});

test('takes a stream without heartbeats for dead, though pings are answered', async () => {
  await startLive();
  for (let beat = 0; beat < 4; beat += 1) {
    await pass(15_000);
    page.heartbeat(`h${beat}`);
  }
  expect(page.server.sockets).toHaveLength(1);
  await pass(27_000);
  expect(page.server.sockets).toHaveLength(2);
});

test('shows the truth within a second of waking up after an hour, though nobody says that it slept', async () => {
  await startLive();
  page.server.socket().fallSilent();
  sleep(HOUR_MS);
  await pass(1_000);
  expect(page.server.sockets).toHaveLength(2);
  expect(page.newest().state).not.toBe('live');
  expect(page.tracks().variables).toMatchObject({ after: 'c1' });
  page.snapshot('c9', { droneId: 'z', lat: 9 });
  expect(page.newest()).toEqual({ state: 'live', behindMs: 0 });
  expect([...page.picture.keys()]).toEqual(['z']);
});

test('shows the truth at once when the browser says that it woke up', async () => {
  await startLive();
  page.server.socket().fallSilent();
  sleep(HOUR_MS);
  page.live.wake();
  expect(page.newest().state).toBe('reconnecting');
  await pass(0);
  expect(page.tracks().variables).toMatchObject({ after: 'c1' });
});

test('a connection that died during a short sleep is found out within a second', async () => {
  await startLive();
  page.server.socket().fallSilent();
  sleep(6_000);
  page.live.wake();
  expect(page.server.sockets).toHaveLength(1);
  // It may live; what is known is how old the picture is.
  expect(page.behindMs()).toBe(6_000);
  await pass(800);
  expect(page.server.sockets).toHaveLength(2);
  expect(page.tracks().variables).toMatchObject({ after: 'c1' });
});

test('a connection that lived through a short sleep is kept', async () => {
  await startLive();
  sleep(6_000);
  for (const _hint of ['visibilitychange', 'pageshow', 'online']) page.live.wake();
  await pass(2_000);
  expect(page.server.sockets).toHaveLength(1);
  expect(page.behindMs()).toBeLessThan(5_000);
});

test('an attempt that hung while the network was away makes room for another when it is back', async () => {
  page.server.next = 'hangs';
  page.live.start();
  await pass(5_000);
  page.server.next = 'works';
  page.live.wake();
  await pass(800);
  expect(page.server.sockets).toHaveLength(2);
  expect(page.server.subscriptions()).toHaveLength(1);
});

test('a hint that the network is back ends the wait', async () => {
  page.server.next = 'unreachable';
  page.live.start();
  await pass(10_000);
  const before = page.server.sockets.length;
  page.server.next = 'works';
  page.live.wake();
  expect(page.server.sockets).toHaveLength(before + 1);
  await pass(0);
  expect(page.server.subscriptions()).toHaveLength(1);
});

test('hints cost a good connection nothing', async () => {
  await startLive();
  for (let hint = 0; hint < 10; hint += 1) page.live.wake();
  await pass(1_000);
  expect(page.server.sockets).toHaveLength(1);
  expect(page.server.socket().pings).toBe(0);
});

test('a clock that is set back an hour does not make it deaf for an hour', async () => {
  await startLive();
  sleep(-HOUR_MS);
  await pass(5_000);
  expect(page.server.sockets).toHaveLength(1);
  page.server.socket().fallSilent();
  await pass(25_000);
  expect(page.server.sockets).toHaveLength(2);
});

test.each(['forbidden', 'unauthorized'] as const)(
  'stops when it is refused as %s, says so, and begins anew with a key',
  async (next) => {
    page.server.next = next;
    page.live.start();
    await pass(60_000);
    page.live.wake();
    await pass(60_000);
    expect(page.server.sockets).toHaveLength(1);
    expect(page.newest()).toEqual({
      state: 'refused',
      code: 'UNAUTHENTICATED',
      message: 'This server asks for a key.',
    });
    page.server.next = 'works';
    page.key = 'Bearer air_good';
    page.live.restart();
    await pass(0);
    expect(page.server.socket().initPayload).toEqual({ authorization: 'Bearer air_good' });
    page.snapshot('c1');
    expect(page.newest().state).toBe('live');
  },
);

test('says that a key is good no longer when it is refused with one', async () => {
  page.key = 'Bearer air_old';
  await startLive();
  page.server.socket().drop(4403, 'Forbidden');
  expect(page.newest()).toMatchObject({ state: 'refused', message: 'The key is not good, or no longer.' });
  // What is on the screen was true, and stays.
  expect([...page.picture.keys()]).toEqual(['a', 'b']);
  await pass(60_000);
  expect(page.server.sockets).toHaveLength(1);
});

test('what may not be read is refused; what is not there now is asked for again when the server says', async () => {
  page.live.start();
  await pass(0);
  page.tracks().fail('UNAVAILABLE', { retryAfterS: 7 });
  expect(nextTryInMs()).toBe(7_500);
  await pass(7_500);
  page.tracks().fail('FORBIDDEN');
  expect(page.newest()).toEqual({ state: 'refused', code: 'FORBIDDEN', message: 'FORBIDDEN it is' });
  await pass(60_000);
  expect(page.server.sockets).toHaveLength(2);
});
