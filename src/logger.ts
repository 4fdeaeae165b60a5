import { pino, type DestinationStream, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';

export interface LoggerOptions {
  /** Least severe level that is written: `trace` … `fatal`, or `silent`. */
  readonly level: string;
  /** Null: `console` on a terminal, else `json`. */
  readonly format: 'json' | 'console' | null;
  readonly isTerminal: boolean;
}

const secrets = ['password', 'authorization', 'databaseUrl', 'DATABASE_URL', 'connectionString'];

/**
 * The process's logger, writing to `destination` at once, so that the last lines before a crash are
 * there. What others sent belongs into the object of a log call, never into its message: there it is
 * escaped, and a line break in it cannot pass for a second line.
 */
export function createLogger(
  { level, format, isTerminal }: LoggerOptions,
  destination: DestinationStream = pino.destination({ sync: true }),
): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' },
  };
  if ((format ?? (isTerminal ? 'console' : 'json')) === 'json') return pino(options, destination);
  const readable = prettyFactory({ colorize: isTerminal, translateTime: 'SYS:HH:MM:ss.l' });
  return pino(options, { write: (line) => destination.write(readable(line)) });
}
