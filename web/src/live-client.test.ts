import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLivePage, type LivePage } from './testing/live-page.js';

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

async function startLive(): Promise<void> {
  page.live.start();
  await pass(0);
  page.snapshot('c1', { droneId: 'a', lat: 1 }, { droneId: 'b', lat: 2 });
}

test('takes the snapshot, then what changes', async () => {
  await startLive();
  expect([...page.picture.keys()]).toEqual(['a', 'b']);
  const upserts = [
    { droneId: 'a', lat: 1.5 },
    { droneId: 'c', lat: 3 },
  ];
  page.batch('c2', upserts, ['b']);
  expect([...page.picture.values()]).toEqual(upserts);
});

test('says that the picture is live when it has come, and not before', async () => {
  page.live.start();
  await pass(0);
  expect(page.server.subscriptions()).toHaveLength(1);
  expect(page.fresh).toEqual([{ state: 'connecting' }]);
  page.snapshot('c1');
  expect(page.newest()).toEqual({ state: 'live', behindMs: 0 });
});

test('who was too slow keeps what there is until the snapshot that follows', async () => {
  await startLive();
  page.lagged('c0');
  expect([...page.picture.keys()]).toEqual(['a', 'b']);
  page.snapshot('c9', { droneId: 'z', lat: 9 });
  expect([...page.picture.keys()]).toEqual(['z']);
  page.server.socket().drop(1006);
  await pass(500);
  expect(page.tracks().variables).toMatchObject({ after: 'c9' });
});

test('a loss between being too slow and the snapshot leads to that snapshot, and not past it', async () => {
  await startLive();
  page.lagged('c0');
  page.server.socket().drop(1006);
  await pass(500);
  // The server no longer keeps what came behind it, and answers with a snapshot.
  expect(page.tracks().variables).toMatchObject({ after: 'c0' });
  page.snapshot('c9', { droneId: 'z', lat: 9 });
  expect([...page.picture.keys()]).toEqual(['z']);
});

test('a server that was restarted knows nothing of the old cursor, and its picture takes the place of the old one', async () => {
  await startLive();
  page.server.socket().drop(1001);
  await pass(500);
  expect(page.tracks().variables).toMatchObject({ after: 'c1' });
  expect([...page.picture.keys()]).toEqual(['a', 'b']);
  page.snapshot('new.1', { droneId: 'b', lat: 2.5 });
  expect([...page.picture.values()]).toEqual([{ droneId: 'b', lat: 2.5 }]);
  page.batch('new.2', [{ droneId: 'c', lat: 3 }]);
  page.server.socket().drop(1006);
  await pass(1_000);
  expect(page.tracks().variables).toMatchObject({ after: 'new.2' });
});

test('another filter begins without a cursor, and what still comes for the old one is not taken', async () => {
  await startLive();
  const old = page.tracks();
  page.watch.setFilter({ search: 'mavic' });
  expect([...page.picture.keys()]).toEqual(['a', 'b']);
  await pass(0);
  expect(page.server.sockets).toHaveLength(1);
  expect(page.server.subscriptions()).toHaveLength(1);
  expect(page.tracks().variables).toEqual({ filter: { search: 'mavic' }, after: null, maxRateHz: 2 });
  const late = {
    __typename: 'TrackSnapshot',
    cursor: 'c2',
    serverTime: new Date().toISOString(),
    tracks: [],
  };
  old.next({ tracks: late });
  expect([...page.picture.keys()]).toEqual(['a', 'b']);
  page.snapshot('d1', { droneId: 'm', lat: 5 });
  expect([...page.picture.keys()]).toEqual(['m']);
  page.server.socket().drop(1001);
  await pass(500);
  expect(page.tracks().variables).toMatchObject({ filter: { search: 'mavic' }, after: 'd1' });
});

test('a filter that is set while there is no connection is the one that is sent', async () => {
  await startLive();
  page.server.socket().drop(1006);
  page.watch.setFilter({ search: 'x' });
  await pass(500);
  expect(page.tracks().variables).toMatchObject({ filter: { search: 'x' }, after: null });
});

test('a filter that was refused can be mended', async () => {
  await startLive();
  page.tracks().fail('BAD_USER_INPUT');
  expect(page.newest().state).toBe('refused');
  page.watch.setFilter({ search: 'better' });
  await pass(0);
  expect(page.tracks().variables).toMatchObject({ filter: { search: 'better' } });
});

test('tells messages that waited under way from fresh ones', async () => {
  await startLive();
  const serverTime = new Date().toISOString();
  await pass(9_000);
  page.tracks().next({ tracks: { __typename: 'Heartbeat', cursor: 'c2', serverTime } });
  expect(page.newest()).toEqual({ state: 'live', behindMs: 9_000 });
});

test('is offline only without a connection: a server on this machine needs no network', async () => {
  page.isOnline = false;
  await startLive();
  expect(page.newest().state).toBe('live');
  page.server.next = 'unreachable';
  page.server.socket().drop(1006);
  expect(page.newest()).toEqual({ state: 'offline' });
  page.server.next = 'works';
  await pass(500);
  page.snapshot('c2');
  expect(page.newest().state).toBe('live');
});

test('other subscriptions are made again on every connection', async () => {
  const begun = vi.fn();
  const heard: unknown[] = [];
  const other = page.live.subscribe({
    payload: () => ({ query: 'subscription { kits }' }),
    begun,
    data: ({ kits }) => heard.push(kits),
  });
  await startLive();
  page.server.subscriptions()[1]!.next({ kits: 'one' });
  page.server.socket().drop(1006);
  await pass(500);
  expect(begun).toHaveBeenCalledTimes(2);
  page.server
    .subscriptions()
    .find(({ query }) => query.includes('kits'))!
    .next({ kits: 'two' });
  expect(heard).toEqual(['one', 'two']);
  other.end();
  await pass(0);
  expect(page.server.subscriptions()).toHaveLength(1);
});

test('after it was stopped it leaves no socket behind', async () => {
  await startLive();
  page.live.stop();
  await pass(0);
  expect(page.server.socket().closedByClient).not.toBeNull();
  await pass(60_000);
  expect(page.server.sockets).toHaveLength(1);
});
