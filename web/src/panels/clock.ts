import { signal, type ReadonlySignal } from '@preact/signals';

interface Clock {
  readonly now: ReadonlySignal<number>;
  start(): void;
  stop(): void;
}

/** The server's time, ms, told once a second while somebody looks. */
export function createClock(
  clockOffsetMs: ReadonlySignal<number>,
  document: Document,
  nowMs: () => number = Date.now,
): Clock {
  const now = signal(nowMs() + clockOffsetMs.peek());
  let timer: ReturnType<typeof setInterval> | null = null;
  const tell = () => {
    if (!document.hidden) now.value = nowMs() + clockOffsetMs.peek();
  };
  return {
    now,
    start() {
      if (timer !== null) return;
      timer = setInterval(tell, 1000);
      // Ages are right from the first moment after a sleep.
      document.addEventListener('visibilitychange', tell);
    },
    stop() {
      if (timer !== null) clearInterval(timer);
      timer = null;
      document.removeEventListener('visibilitychange', tell);
    },
  };
}
