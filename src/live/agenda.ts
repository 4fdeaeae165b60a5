/** Something that is to be woken at a time; the agenda writes both. */
export interface AgendaItem {
  wakeMs: number;
  isOnAgenda: boolean;
}

/**
 * What is to be woken when: a binary heap of times. Items are not looked at while it is put in order, because there
 * are thousands of them all over the memory. So an entry whose item was moved or taken off stays, until its time
 * comes or there are more of them than others.
 */
export interface Agenda<Item extends AgendaItem> {
  /** The one that is to be woken first. */
  readonly first: Item | undefined;
  /** Puts it on the agenda, or moves it to another time. */
  put(item: Item, wakeMs: number): void;
  /** Does nothing when it is not on the agenda. */
  remove(item: Item): void;
}

/** So many entries that mean nothing any more are not worth looking for. */
const TOLERATED = 64;

export function createAgenda<Item extends AgendaItem>(): Agenda<Item> {
  // Longer than `size`, because an array that becomes shorter and longer all the time is copied each time.
  let times = new Float64Array(2 * TOLERATED);
  const items: (Item | undefined)[] = [];
  let size = 0;
  /** Items that are on the agenda. */
  let count = 0;

  const isMeant = (index: number) => items[index]!.isOnAgenda && items[index]!.wakeMs === times[index];

  function add(item: Item, wakeMs: number): void {
    if (size === times.length) {
      const more = new Float64Array(2 * size);
      more.set(times);
      times = more;
    }
    let index = size;
    size += 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (times[parent]! <= wakeMs) break;
      times[index] = times[parent]!;
      items[index] = items[parent];
      index = parent;
    }
    times[index] = wakeMs;
    items[index] = item;
  }

  function dropFirst(): void {
    size -= 1;
    const wakeMs = times[size]!;
    const item = items[size];
    items[size] = undefined;
    if (size === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= size) break;
      if (child + 1 < size && times[child + 1]! < times[child]!) child += 1;
      if (times[child]! >= wakeMs) break;
      times[index] = times[child]!;
      items[index] = items[child];
      index = child;
    }
    times[index] = wakeMs;
    items[index] = item;
  }

  function tidyUp(): void {
    const meant = new Set(items.slice(0, size).filter((_, index) => isMeant(index)) as Item[]);
    items.length = size = 0;
    for (const item of meant) add(item, item.wakeMs);
  }

  return {
    get first() {
      while (size > 0 && !isMeant(0)) dropFirst();
      return items[0];
    },
    put(item, wakeMs) {
      if (item.isOnAgenda && item.wakeMs === wakeMs) return;
      if (!item.isOnAgenda) count += 1;
      item.isOnAgenda = true;
      item.wakeMs = wakeMs;
      add(item, wakeMs);
      if (size > 2 * count + TOLERATED) tidyUp();
    },
    remove(item) {
      if (!item.isOnAgenda) return;
      item.isOnAgenda = false;
      count -= 1;
    },
  };
}
