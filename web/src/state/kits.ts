import { batch, type Signal } from '@preact/signals';
import {
  KitIdsDocument,
  KitsChangedDocument,
  type KitIdsQuery,
  type KitsChangedSubscription,
} from '../../../operations/generated/graphql.js';
import { persistedPayload, type GraphQL } from '../graphql.js';
import type { LiveClient } from '../live-client.js';
import type { Kit } from './app-state.js';
import { gathered } from './gathered.js';

/** Kits come one by one at first: shown together once per frame or two. */
const gatherMs = 50;
const pageSize = 1_000;
/** Nothing waits longer for the last kit, counted from when they were asked for. */
const knownWithinMs = 2_000;

/**
 * Keeps every kit with its newest state in `kits`. `areKnown` becomes true when all have been told of, or cannot be expected
 * any more. Returns what ends that.
 */
export function watchKits(
  live: LiveClient,
  graphql: GraphQL,
  kits: Signal<ReadonlyMap<string, Kit>>,
  areKnown: Signal<boolean>,
): () => void {
  let next = new Map(kits.peek());
  /** Those that this connection has told of. */
  let told = new Set<string>();
  /** Null until the server has said which there are. */
  let registered: ReadonlySet<string> | null = null;
  let giveUp: ReturnType<typeof setTimeout> | null = null;

  const show = gathered(() => {
    batch(() => {
      kits.value = next;
      if (registered !== null && [...registered].every((kitId) => next.has(kitId))) areKnown.value = true;
    });
    next = new Map(next);
  }, gatherMs);

  const standing = live.subscribe({
    payload: () => persistedPayload(KitsChangedDocument),
    begun() {
      const toldNow = (told = new Set());
      giveUp ??= setTimeout(() => (areKnown.value = true), knownWithinMs);
      // Nobody tells of kits that were removed while there was no connection.
      allKitIds(graphql).then(
        (ids) => {
          if (told !== toldNow) return;
          registered = ids;
          for (const kitId of next.keys()) if (!ids.has(kitId) && !told.has(kitId)) next.delete(kitId);
          show.soon();
        },
        () => {
          // They stay until the next connection. Whatever is wrong with the server shows elsewhere.
        },
      );
    },
    data(data) {
      const { removed, ...kit } = (data as KitsChangedSubscription).kits;
      told.add(kit.kitId);
      if (removed) next.delete(kit.kitId);
      else next.set(kit.kitId, kit);
      show.soon();
    },
  });

  return () => {
    standing.end();
    show.cancel();
    if (giveUp !== null) clearTimeout(giveUp);
  };
}

async function allKitIds(graphql: GraphQL): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  let after: string | null = null;
  do {
    const { kits }: KitIdsQuery = await graphql.request(KitIdsDocument, { first: pageSize, after });
    for (const { kitId } of kits.nodes) ids.add(kitId);
    after = kits.pageInfo.hasNextPage ? kits.pageInfo.endCursor : null;
  } while (after !== null);
  return ids;
}
