import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { GraphQL } from '../graphql.js';
import { createFakeLiveClient } from '../testing/fake-live-client.js';
import type { Kit } from './app-state.js';
import { watchKits } from './kits.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const aKit = (kitId: string): Kit => ({
  id: `id of ${kitId}`,
  kitId,
  name: kitId,
  enabled: true,
  status: 'ONLINE',
  lastSeen: null,
  position: null,
  collector: null,
});

/** Answers with what is registered when it is asked. */
function registry(): GraphQL & { ids: string[] } {
  return {
    ids: [],
    request: vi.fn(function (this: { ids: string[] }) {
      const nodes = this.ids.map((kitId) => ({ kitId }));
      return Promise.resolve({ kits: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } });
    }) as never,
  };
}

test('shows the kits, what becomes of them, and takes off those that are removed', async () => {
  const live = createFakeLiveClient();
  const graphql = registry();
  graphql.ids = ['a', 'b'];
  const kits = signal<ReadonlyMap<string, Kit>>(new Map());
  const end = watchKits(live, graphql, kits, signal(false));
  const tell = (kit: Kit, removed = false) => live.subscriptions[0]!.data({ kits: { ...kit, removed } });
  tell(aKit('a'));
  tell(aKit('b'));
  await vi.advanceTimersByTimeAsync(100);
  expect([...kits.value.keys()]).toEqual(['a', 'b']);
  expect(kits.value.get('a')).toEqual(aKit('a'));
  tell({ ...aKit('a'), status: 'OFFLINE' });
  tell(aKit('b'), true);
  await vi.advanceTimersByTimeAsync(100);
  expect([...kits.value.values()]).toEqual([{ ...aKit('a'), status: 'OFFLINE' }]);
  end();
});

test('takes off those that were removed while there was no connection', async () => {
  const live = createFakeLiveClient();
  const graphql = registry();
  graphql.ids = ['a'];
  const kits = signal<ReadonlyMap<string, Kit>>(new Map([['gone', aKit('gone')]]));
  const end = watchKits(live, graphql, kits, signal(false));
  live.subscriptions[0]!.data({ kits: { ...aKit('a'), removed: false } });
  // Registered after the list was made.
  live.subscriptions[0]!.data({ kits: { ...aKit('new'), removed: false } });
  await vi.advanceTimersByTimeAsync(100);
  expect([...kits.value.keys()].sort()).toEqual(['a', 'new']);
  end();
});

test('all kits are known when each that is registered was told of', async () => {
  const live = createFakeLiveClient();
  const graphql = registry();
  graphql.ids = ['a', 'b'];
  const kits = signal<ReadonlyMap<string, Kit>>(new Map());
  const areKnown = signal(false);
  const end = watchKits(live, graphql, kits, areKnown);
  const tell = (kitId: string) => live.subscriptions[0]!.data({ kits: { ...aKit(kitId), removed: false } });
  tell('a');
  await vi.advanceTimersByTimeAsync(100);
  expect([areKnown.value, kits.value.size]).toEqual([false, 1]);
  tell('b');
  await vi.advanceTimersByTimeAsync(100);
  expect([areKnown.value, kits.value.size]).toEqual([true, 2]);
  end();
  expect(vi.getTimerCount()).toBe(0);
});

test('where no kit is registered, that is known at once', async () => {
  const areKnown = signal(false);
  const end = watchKits(createFakeLiveClient(), registry(), signal(new Map()), areKnown);
  await vi.advanceTimersByTimeAsync(100);
  expect(areKnown.value).toBe(true);
  end();
});

test('a server that does not say which kits there are is not waited for', async () => {
  const areKnown = signal(false);
  const graphql = { request: () => Promise.reject(new Error('away')) };
  const end = watchKits(createFakeLiveClient(), graphql, signal(new Map()), areKnown);
  await vi.advanceTimersByTimeAsync(1_900);
  expect(areKnown.value).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(areKnown.value).toBe(true);
  end();
});
