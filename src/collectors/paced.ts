const EVERY_MS = 1_000;

/** Does something about once a second at most, however often it is asked for, and once more after the last time. */
export interface Paced {
  soon(): void;
  /** Drops what was asked for and not done yet. May be called twice. */
  stop(): void;
}

export function createPaced(act: () => void): Paced {
  let timer: NodeJS.Timeout | undefined;
  let isDue = false;
  function actAndRest() {
    isDue = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (isDue) actAndRest();
    }, EVERY_MS);
    act();
  }
  return {
    soon() {
      if (timer === undefined) actAndRest();
      else isDue = true;
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      isDue = false;
    },
  };
}
