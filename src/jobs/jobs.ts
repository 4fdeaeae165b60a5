import { createTask, type Logger as CronLogger, type ScheduledTask } from 'node-cron';
import type { Logger } from 'pino';

export interface JobsDeps {
  readonly fleet: { sweepStale(): void; logHealth(): void };
  readonly logger: Logger;
}

/** Work that goes by the calendar rather than by events. All times are UTC. */
export interface Jobs {
  start(): void;
  /** May be called twice. */
  stop(): Promise<void>;
}

export function createJobs({ fleet, logger }: JobsDeps): Jobs {
  const jobs = [
    { name: 'mark stale kits', cron: '* * * * * *', run: () => fleet.sweepStale() },
    { name: 'log kit health', cron: '0 * * * * *', run: () => fleet.logHealth() },
  ];
  let tasks: ScheduledTask[] = [];
  return {
    start() {
      if (tasks.length > 0) return;
      tasks = jobs.map(({ name, cron, run }) =>
        createTask(cron, run, {
          name,
          timezone: 'UTC',
          noOverlap: true,
          // A busy second is no news: the next one does the same work.
          suppressMissedWarning: true,
          logger: cronLogger(logger.child({ job: name })),
        }),
      );
      for (const task of tasks) void task.start();
    },
    async stop() {
      const stopping = tasks;
      tasks = [];
      await Promise.all(stopping.map(async (task) => await task.destroy()));
    },
  };
}

/** node-cron would write to the console. */
function cronLogger(logger: Logger): CronLogger {
  const text = (message: string | Error) => (message instanceof Error ? message.message : message);
  return {
    debug: (message) => logger.debug(text(message)),
    info: (message) => logger.debug(message),
    warn: (message) => logger.warn(message),
    error: (message, error) => logger.error({ err: error ?? message }, 'job failed'),
  };
}
