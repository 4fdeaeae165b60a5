import type { Pace } from './pace.js';

/** Runs something when what it depends on has not changed for a while. */
export interface Settled {
  changed(): void;
  cancel(): void;
}

export interface SettledOptions {
  readonly afterMs: number;
  /** May be shared: no more than it allows is done by all together. */
  readonly pace: Pace;
}

export function settled(run: () => void, { afterMs, pace }: SettledOptions): Settled {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const cancel = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const wait = (ms: number) => {
    timer = setTimeout(() => {
      const waitMs = pace.waitMs();
      if (waitMs > 0) return wait(waitMs);
      timer = null;
      pace.take();
      run();
    }, ms);
  };
  return {
    changed() {
      cancel();
      wait(afterMs);
    },
    cancel,
  };
}
