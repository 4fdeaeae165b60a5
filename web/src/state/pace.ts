/** How often something may be done: a few times in a row, then at a steady rate. */
export interface Pace {
  /** How long until it may be done again, ms; 0: now. */
  waitMs(): number;
  take(): void;
}

export interface PaceOptions {
  readonly burst: number;
  readonly everyMs: number;
  readonly now?: () => number;
}

export function createPace({ burst, everyMs, now = () => Date.now() }: PaceOptions): Pace {
  /** When all of the burst is there again. */
  let fullAtMs = 0;
  return {
    waitMs: () => Math.max(0, fullAtMs - (burst - 1) * everyMs - now()),
    take() {
      fullAtMs = Math.max(fullAtMs, now()) + everyMs;
    },
  };
}
