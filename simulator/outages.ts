import type { FailureMode } from './kit-server.js';
import type { SimulatedKit } from './kit.js';

export interface OutageOptions {
  readonly kit: Pick<SimulatedKit, 'fail' | 'recover'>;
  /** From the start, or from one recovery, to the next failure. */
  readonly everyMs: number;
  readonly lastingMs: number;
  /** Taken in turn. */
  readonly modes: readonly [FailureMode, ...FailureMode[]];
  /** Told of every change; null: the kit is back. */
  readonly onChange: (failing: FailureMode | null) => void;
  /** Told when a kit could not come back, for example because its port was taken meanwhile. */
  readonly onError: (error: unknown) => void;
}

/** Makes a kit fail and come back, for ever. */
export function createOutages({ kit, everyMs, lastingMs, modes, onChange, onError }: OutageOptions) {
  let timer: NodeJS.Timeout | undefined;
  let stopped = true;

  function after(delayMs: number, step: () => Promise<void>): void {
    if (stopped) return;
    timer = setTimeout(() => {
      step().catch((error: unknown) => {
        if (!stopped) onError(error);
      });
    }, delayMs);
  }

  async function fail(turn: number): Promise<void> {
    const mode = modes[turn % modes.length] ?? modes[0];
    await kit.fail(mode);
    onChange(mode);
    after(lastingMs, () => recover(turn));
  }

  async function recover(turn: number): Promise<void> {
    await kit.recover();
    onChange(null);
    after(everyMs, () => fail(turn + 1));
  }

  return {
    start(): void {
      stopped = false;
      after(everyMs, () => fail(0));
    },
    stop(): void {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
