import { PRIORITIES, type Priority } from '../domain/priority.js';
import {
  append,
  appendToKey,
  createLane,
  oldestDroppable,
  prepend,
  prependToKey,
  unlink,
  unlinkFromKey,
  type KeyChain,
  type Lane,
  type Node,
} from './waiting-list.js';

export interface Buffered<T> {
  readonly priority: Priority;
  /** What has the same one stays in the order it was pushed in, e.g. the reports about one aircraft. */
  readonly orderKey: string;
  /** False when its sender waits for an answer, and so will send it again if need be. */
  readonly droppable: boolean;
  readonly value: T;
}

/**
 * What waits in memory, the important first. An entry never overtakes an older one with its order
 * key: whatever waits with one key waits in one lane, the highest that any of it asks for.
 */
export interface PriorityBuffer<T> {
  readonly size: number;
  /** How many wait in the lane of that priority: those that were moved up to it count there. */
  sizeOf(priority: Priority): number;
  /**
   * Returns what had to go to keep to `maxRows`: of the lowest lane first, the oldest first. What is
   * critical goes only beyond twice `maxRows`, since anybody with a radio can fake emergencies; what is
   * not droppable never goes.
   */
  push(entries: readonly Buffered<T>[]): readonly Buffered<T>[];
  /**
   * Removes and returns at most `count`: critical ones first, the others by the weight of their lane.
   * No lane that has something is passed over for ever, not even for critical ones.
   */
  take(count: number): Buffered<T>[];
  /** Puts what was taken in front again, in its order; the latest take first. Returns what `push` returns. */
  putBack(entries: readonly Buffered<T>[]): readonly Buffered<T>[];
}

/** How the lanes share what is left by the critical ones. */
const WEIGHTS: Readonly<Record<Priority, number>> = { CRITICAL: 0, HIGH: 8, NORMAL: 4, LOW: 2, BATCH: 1 };

/** Of `maxRows`, how much may wait before critical entries go, too. */
const CRITICAL_ROOM = 2;

/** Every lane but the critical one gets at least this share of a take: whoever fakes emergencies stops nobody. */
const LEAST_SHARE = 1 / 32;

export function createPriorityBuffer<T>({ maxRows }: { readonly maxRows: number }): PriorityBuffer<T> {
  type Entry = Buffered<T>;
  const lanes = PRIORITIES.map((priority) => createLane<Entry>(priority));
  const laneOf = Object.fromEntries(lanes.map((lane) => [lane.priority, lane])) as Record<
    Priority,
    Lane<Entry>
  >;
  const critical = laneOf.CRITICAL;
  const others = lanes.filter((lane) => lane !== critical);
  const lowestFirst = others.toReversed();
  const keys = new Map<string, KeyChain<Entry>>();
  let size = 0;

  /** Where entries with this key wait, now that one of this priority comes. */
  function chainFor({ orderKey, priority }: Entry): KeyChain<Entry> {
    const lane = laneOf[priority];
    const chain = keys.get(orderKey);
    if (chain === undefined) {
      const created = { lane, first: null, last: null };
      keys.set(orderKey, created);
      return created;
    }
    if (lanes.indexOf(lane) < lanes.indexOf(chain.lane)) moveUp(chain, lane);
    return chain;
  }

  function moveUp(chain: KeyChain<Entry>, lane: Lane<Entry>): void {
    for (let node = chain.first; node !== null; node = node.nextOfKey) {
      unlink(chain.lane, node);
      append(lane, node);
    }
    chain.lane = lane;
  }

  function nodeOf(entry: Entry, key: KeyChain<Entry>): Node<Entry> {
    return {
      entry,
      droppable: entry.droppable,
      key,
      previous: null,
      next: null,
      previousOfKey: null,
      nextOfKey: null,
    };
  }

  function remove(node: Node<Entry>): Entry {
    unlink(node.key.lane, node);
    unlinkFromKey(node.key, node);
    if (node.key.first === null) keys.delete(node.entry.orderKey);
    size--;
    return node.entry;
  }

  function trim(): readonly Entry[] {
    const gone: Entry[] = [];
    const dropFrom = (lane: Lane<Entry>, most: number) => {
      while (size > most) {
        const node = oldestDroppable(lane);
        if (node === null) break;
        gone.push(remove(node));
      }
    };
    for (const lane of lowestFirst) dropFrom(lane, maxRows);
    dropFrom(critical, CRITICAL_ROOM * maxRows);
    return gone;
  }

  /** How many to take from each of the other lanes, highest first, when critical ones had their turn. */
  function shares(count: number): { readonly criticalCount: number; readonly counts: readonly number[] } {
    const least = others.map((lane) => {
      lane.owed = lane.size === 0 ? 0 : lane.owed + count * LEAST_SHARE;
      return Math.min(Math.floor(lane.owed), lane.size);
    });
    // A small take cannot give more than it has.
    let free = count;
    const counts = least.map((wanted) => {
      const given = Math.min(wanted, free);
      free -= given;
      return given;
    });
    const criticalCount = Math.min(critical.size, free);
    free -= criticalCount;
    const weightOf = (lane: Lane<Entry>) => (lane.size === 0 ? 0 : WEIGHTS[lane.priority]);
    const weights = others.reduce((sum, lane) => sum + weightOf(lane), 0);
    const perWeight = weights === 0 ? 0 : free / weights;
    const give = (index: number, lane: Lane<Entry>, upTo: number) => {
      const more = Math.min(upTo, free, lane.size - (counts[index] ?? 0));
      counts[index] = (counts[index] ?? 0) + more;
      free -= more;
    };
    for (const [index, lane] of others.entries()) give(index, lane, Math.floor(perWeight * weightOf(lane)));
    // What one lane cannot use goes to the highest that can.
    for (const [index, lane] of others.entries()) give(index, lane, free);
    return { criticalCount, counts };
  }

  function takeFrom(lane: Lane<Entry>, count: number, taken: Entry[]): void {
    for (let left = count; left > 0 && lane.first !== null; left--) taken.push(remove(lane.first));
    lane.owed = Math.max(0, lane.owed - count);
  }

  return {
    get size() {
      return size;
    },
    sizeOf: (priority) => laneOf[priority].size,
    push(entries) {
      for (const entry of entries) {
        const chain = chainFor(entry);
        const node = nodeOf(entry, chain);
        append(chain.lane, node);
        appendToKey(chain, node);
      }
      size += entries.length;
      return trim();
    },
    take(count) {
      const { criticalCount, counts } = shares(Math.max(0, Math.floor(count)));
      const taken: Entry[] = [];
      takeFrom(critical, criticalCount, taken);
      for (const [index, lane] of others.entries()) takeFrom(lane, counts[index] ?? 0, taken);
      return taken;
    },
    putBack(entries) {
      // First all lanes are decided: whatever is put in front of a lane must not move out of it again.
      const chains = entries.map(chainFor);
      for (const [index, entry] of [...entries.entries()].toReversed()) {
        const chain = chains[index];
        if (chain === undefined) continue;
        const node = nodeOf(entry, chain);
        prepend(chain.lane, node);
        prependToKey(chain, node);
      }
      size += entries.length;
      return trim();
    },
  };
}
