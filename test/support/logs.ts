import { pino, type Logger } from 'pino';

export interface CapturedLogs {
  readonly logger: Logger;
  /** What was logged so far. */
  readonly entries: readonly {
    readonly level: number;
    readonly msg: string;
    readonly [field: string]: unknown;
  }[];
  /** How many entries have this message. */
  count(message: string): number;
}

export function captureLogs(level = 'debug'): CapturedLogs {
  const entries: { level: number; msg: string }[] = [];
  const logger = pino(
    { level },
    { write: (line: string) => void entries.push(JSON.parse(line) as { level: number; msg: string }) },
  );
  return { logger, entries, count: (message) => entries.filter(({ msg }) => msg === message).length };
}
