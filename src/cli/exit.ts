/** How commands end. */
export const EXIT = {
  OK: 0,
  /** Nothing could be read, or it could not go on. */
  FAILED: 1,
  /** Everything else is stored. */
  SOME_REJECTED: 2,
  /** sysexits.h EX_USAGE. */
  USAGE: 64,
  /** sysexits.h EX_CONFIG: trying again will not help before somebody has changed something. */
  CONFIG: 78,
  /** As shells have it for SIGINT. */
  INTERRUPTED: 130,
} as const;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface Interrupt {
  /** Aborts at the first signal; a second one ends the process at once. */
  readonly signal: AbortSignal;
  release(): void;
}

/** For commands that end at the next good moment when they are told to. */
export function onInterrupt(): Interrupt {
  const stop = new AbortController();
  const interrupt = () => {
    if (stop.signal.aborted) process.exit(EXIT.INTERRUPTED);
    stop.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return {
    signal: stop.signal,
    release() {
      for (const name of SIGNALS) process.off(name, interrupt);
    },
  };
}
