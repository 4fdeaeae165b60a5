/** Something that is to be woken at a time; the agenda writes both. */
export interface AgendaItem {
  wakeMs: number;
  /** Where the agenda keeps it; -1 while it is not on the agenda. */
  agendaIndex: number;
}

/** What is to be woken when: a binary heap whose items know their place, so that any of them can be moved or taken off. */
export interface Agenda<Item extends AgendaItem> {
  /** The one that is to be woken first. */
  readonly first: Item | undefined;
  /** Puts it on the agenda, or moves it to another time. */
  put(item: Item, wakeMs: number): void;
  /** Does nothing when it is not on the agenda. */
  remove(item: Item): void;
}

export function createAgenda<Item extends AgendaItem>(): Agenda<Item> {
  const heap: Item[] = [];

  function set(index: number, item: Item): void {
    heap[index] = item;
    item.agendaIndex = index;
  }

  /** Finds the place for an item from `index` on, towards the top and then towards the bottom. */
  function settle(item: Item, index: number): void {
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex]!;
      if (parent.wakeMs <= item.wakeMs) break;
      set(index, parent);
      index = parentIndex;
    }
    for (;;) {
      const left = 2 * index + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const childIndex = right < heap.length && heap[right]!.wakeMs < heap[left]!.wakeMs ? right : left;
      const child = heap[childIndex]!;
      if (child.wakeMs >= item.wakeMs) break;
      set(index, child);
      index = childIndex;
    }
    set(index, item);
  }

  return {
    get first() {
      return heap[0];
    },
    put(item, wakeMs) {
      item.wakeMs = wakeMs;
      if (item.agendaIndex < 0) heap.push(item);
      settle(item, item.agendaIndex < 0 ? heap.length - 1 : item.agendaIndex);
    },
    remove(item) {
      const index = item.agendaIndex;
      if (index < 0) return;
      item.agendaIndex = -1;
      const last = heap.pop()!;
      if (last !== item) settle(last, index);
    },
  };
}
