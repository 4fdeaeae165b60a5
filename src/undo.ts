import type { Logger } from 'pino';

/** What has to be closed, in the order it was opened. */
export interface Undo {
  add(what: string, close: () => Promise<unknown> | void): void;
  /** Closes everything, the newest first. One that fails is logged and keeps none from being closed. */
  all(): Promise<void>;
}

export function createUndo(logger: Logger): Undo {
  const steps: { what: string; close: () => Promise<unknown> | void }[] = [];
  let running: Promise<void> | null = null;

  async function closeAll(): Promise<void> {
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      try {
        await step.close();
      } catch (error) {
        logger.error({ err: error }, `could not close ${step.what}`);
      }
    }
  }

  return {
    add(what, close) {
      steps.push({ what, close });
    },
    async all() {
      running ??= closeAll().finally(() => (running = null));
      await running;
    },
  };
}
