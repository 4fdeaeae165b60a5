import { createAgenda, type AgendaItem } from './agenda.js';
import { createWorkQueue } from './work-queue.js';

/** After working this long it is the turn of everything else in the process. */
const TICK_MS = 8;

/** Something that work has to be done for now and then. */
export interface TickerItem extends AgendaItem {
  /** Its turn is about to come; kept by the ticker. */
  isQueued: boolean;
}

export interface TickerOptions<Item extends TickerItem> {
  /** Milliseconds that only ever grow. */
  readonly monotonicNow: () => number;
  /** What is to be done when an item's turn has come; must not throw. */
  readonly work: (item: Item, nowMs: number) => void;
}

/**
 * One timer for any number of items. What is due is done in turn, at most `TICK_MS` at a time; then the process
 * may do something else before the ticker goes on where it was.
 */
export interface Ticker<Item extends TickerItem> {
  /** Its turn comes at this time, and no longer at the one that was set before. */
  wakeAt(item: Item, atMs: number): void;
  /** Its turn comes as soon as it can. */
  wakeNow(item: Item): void;
  /** It is woken no more, unless its turn is about to come. */
  cancel(item: Item): void;
  /** Forgets what is about to come; no timer is left. */
  clear(): void;
  start(): void;
  stop(): void;
}

export function createTicker<Item extends TickerItem>({
  monotonicNow,
  work,
}: TickerOptions<Item>): Ticker<Item> {
  const agenda = createAgenda<Item>();
  const queue = createWorkQueue<Item>();
  let timer: NodeJS.Timeout | undefined;
  let timerMs = Infinity;
  let immediate: NodeJS.Immediate | undefined;
  let isTicking = false;
  let isStopped = false;

  function schedule(): void {
    if (isStopped || isTicking) return;
    if (!queue.isEmpty()) {
      immediate ??= setImmediate(tick);
      return;
    }
    const wakeMs = agenda.first?.wakeMs ?? Infinity;
    // A timer that is too early finds nothing to do and sets the next one; cheaper than moving it every time.
    if (wakeMs >= timerMs) return;
    clearTimeout(timer);
    timerMs = wakeMs;
    timer = setTimeout(tick, Math.max(0, Math.ceil(wakeMs - monotonicNow())));
  }

  function rest(): void {
    clearTimeout(timer);
    clearImmediate(immediate);
    timer = immediate = undefined;
    timerMs = Infinity;
  }

  function tick(): void {
    rest();
    isTicking = true;
    const startedMs = monotonicNow();
    for (let item = agenda.first; item && item.wakeMs <= startedMs; item = agenda.first) enqueue(item);
    for (let nowMs = startedMs; nowMs - startedMs < TICK_MS; nowMs = monotonicNow()) {
      const item = queue.take();
      if (item === undefined) break;
      item.isQueued = false;
      work(item, nowMs);
    }
    isTicking = false;
    schedule();
  }

  function enqueue(item: Item): void {
    agenda.remove(item);
    if (item.isQueued) return;
    item.isQueued = true;
    queue.add(item);
  }

  return {
    wakeAt(item, atMs) {
      agenda.put(item, atMs);
      schedule();
    },
    wakeNow(item) {
      enqueue(item);
      schedule();
    },
    cancel: (item) => agenda.remove(item),
    clear() {
      rest();
      queue.clear();
    },
    start() {
      isStopped = false;
      schedule();
    },
    stop() {
      isStopped = true;
      rest();
    },
  };
}
