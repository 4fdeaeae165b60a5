import { pino, type DestinationStream, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { createRedaction } from './redact.js';

export interface LoggerOptions {
  /** Least severe level that is written: `trace` … `fatal`, or `silent`. */
  readonly level: string;
  /** Null: `console` on a terminal, else `json`. */
  readonly format: 'json' | 'console' | null;
  readonly isTerminal: boolean;
  /** Texts that may not be in any line. @default none */
  readonly secrets?: readonly string[];
}

/**
 * The process's logger, writing to `destination` at once, so that the last lines before a crash are
 * there. Each line is redacted as a whole: a secret may be anywhere in it, in the cause of an error too. What others sent belongs into the object of a log call, never into its message: there it is
 * escaped, and a line break in it cannot pass for a second line.
 */
export function createLogger(
  { level, format, isTerminal, secrets = [] }: LoggerOptions,
  destination: DestinationStream = pino.destination({ sync: true }),
): Logger {
  const redacted = createRedaction(secrets);
  const readable =
    (format ?? (isTerminal ? 'console' : 'json')) === 'json'
      ? (line: string) => line
      : prettyFactory({ colorize: isTerminal, translateTime: 'SYS:HH:MM:ss.l' });
  return pino({ level, base: null }, { write: (line) => destination.write(readable(redacted(line))) });
}
