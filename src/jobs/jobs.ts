import { createTask, type Logger as CronLogger, type ScheduledTask } from 'node-cron';
import type { Logger } from 'pino';

export interface JobsDeps {
  readonly fleet: { sweepStale(): void; logHealth(): void };
  /** Forgets pushes that are too old to come again. */
  readonly forgetPushes: () => Promise<number>;
  readonly logger: Logger;
}

/** Work that goes by the calendar rather than by events. All times are UTC. */
export interface Jobs {
  start(): void;
  /** May be called twice. */
  stop(): Promise<void>;
}

/** How late a job can be. */
const LOOK_EVERY_MS = 250;

/**
 * node-cron says when a job is due and runs it, but its own timers are not used: they believe the clock.
 * After a step forward they go through every second that was skipped, which takes minutes for a month,
 * and after a step back they wait for the old time to come again. So a timer that knows no clock looks
 * whether something is due: time that was skipped counts as one run, and time that comes again runs again.
 */
export function createJobs({ fleet, forgetPushes, logger }: JobsDeps): Jobs {
  const jobs = [
    { name: 'mark stale kits', cron: '* * * * * *', run: () => fleet.sweepStale() },
    { name: 'log kit health', cron: '0 * * * * *', run: () => fleet.logHealth() },
    { name: 'forget old pushes', cron: '0 17 * * * *', run: forgetPushes },
  ];
  let tasks: ScheduledTask[] = [];
  let timer: NodeJS.Timeout | undefined;
  return {
    start() {
      if (timer !== undefined) return;
      tasks = jobs.map(({ name, cron, run }) =>
        createTask(cron, run, { name, timezone: 'UTC', logger: cronLogger(logger.child({ job: name })) }),
      );
      const looks = tasks.map(runsWhenDue);
      timer = setInterval(() => {
        for (const look of looks) look();
      }, LOOK_EVERY_MS);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      const stopping = tasks;
      tasks = [];
      await Promise.all(stopping.map(async (task) => await task.destroy()));
    },
  };
}

/** Returns what is to be called again and again, and runs the task when its time has come. */
function runsWhenDue(task: ScheduledTask): () => void {
  // By the clock that node-cron reads.
  let lookedAtMs = Date.now();
  let dueAtMs = nextRunMs(task);
  return () => {
    const nowMs = Date.now();
    const isDue = nowMs >= dueAtMs;
    const steppedBack = nowMs < lookedAtMs;
    lookedAtMs = nowMs;
    if (!isDue && !steppedBack) return;
    dueAtMs = nextRunMs(task);
    // A failure is logged by the task, and the next run is independent of it.
    if (isDue) void task.execute().catch(() => undefined);
  };
}

function nextRunMs(task: ScheduledTask): number {
  const [next] = task.getNextRuns(1);
  return next?.getTime() ?? Infinity;
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
