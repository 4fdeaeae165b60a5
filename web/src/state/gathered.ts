/** Runs `flush` once, a moment after the first of any number of calls: what comes one by one is shown together. */
export interface Gathered {
  soon(): void;
  cancel(): void;
}

export function gathered(flush: () => void, waitMs: number): Gathered {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return {
    soon() {
      timer ??= setTimeout(() => {
        timer = null;
        flush();
      }, waitMs);
    },
    cancel() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
