/** Shortest wait that is worth a request. */
const WORTHWHILE_MS = 5;

/** The one point in time by which a whole poll must have ended, retries included. */
export interface Deadline {
  readonly totalMs: number;
  /** What is left of it; 0 when it has passed. */
  leftMs(): number;
}

export function createDeadline(totalMs: number, monotonic: () => number): Deadline {
  const endsAt = monotonic() + totalMs;
  return {
    totalMs,
    leftMs() {
      const leftMs = endsAt - monotonic();
      return leftMs < WORTHWHILE_MS ? 0 : leftMs;
    },
  };
}

/** Runs `work` with a signal that aborts after `limitMs`, or with `outer`; `timedOut` tells which it was. */
export async function withTimeLimit<T>(
  limitMs: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly value: T } | { readonly timedOut: true }> {
  outer.throwIfAborted();
  // AbortSignal.any keeps every signal it ever joined alive on Node 20, so these are joined by hand.
  const controller = new AbortController();
  const onOuterAbort = () => controller.abort(outer.reason);
  outer.addEventListener('abort', onOuterAbort, { once: true });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort(new Error('time limit'));
  }, limitMs);
  try {
    return { value: await work(controller.signal) };
  } catch (error) {
    if (timedOut) return { timedOut };
    throw error;
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', onOuterAbort);
  }
}
