/** Calls `end` once, within a second after `atMs`; never, when the function that it returns is called first. */
type WhenExpired = (atMs: number, end: () => void) => () => void;

interface Expiry {
  readonly atMs: number;
  readonly end: () => void;
}

const LOOK_EVERY_MS = 1_000;

/**
 * One timer for all, which looks at the clock: a timer for each would not see that the clock was set, and none can wait
 * for longer than 24 days.
 */
export function createExpiries(now: () => number): WhenExpired {
  const waiting = new Set<Expiry>();
  let timer: NodeJS.Timeout | undefined;

  const forget = (expiry: Expiry) => {
    waiting.delete(expiry);
    if (waiting.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const look = () => {
    const nowMs = now();
    for (const expiry of [...waiting]) {
      if (nowMs < expiry.atMs) continue;
      forget(expiry);
      expiry.end();
    }
  };

  return (atMs, end) => {
    const expiry = { atMs, end };
    waiting.add(expiry);
    timer ??= setInterval(look, LOOK_EVERY_MS).unref();
    return () => forget(expiry);
  };
}
