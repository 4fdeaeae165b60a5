import type { Socket } from 'node:net';

/**
 * Frames on their way out. They wait until all that is made in the same turn of the event loop is made, and leave
 * together: a write wakes whoever receives it, and one who is awake already costs the next writes less than half.
 */
export interface Departures {
  /** The parts of one whole frame. */
  add(connection: Socket, parts: readonly Buffer[]): void;
  /** At once, because something else is to be written behind them. */
  flush(): void;
}

interface Departure {
  readonly connection: Socket;
  readonly parts: readonly Buffer[];
}

export function createDepartures(): Departures {
  let waiting: Departure[] = [];

  function flush(): void {
    const leaving = waiting;
    waiting = [];
    for (const { connection, parts } of leaving) {
      connection.cork();
      for (const part of parts) connection.write(part);
      connection.uncork();
    }
  }

  return {
    add(connection, parts) {
      if (waiting.length === 0) process.nextTick(flush);
      waiting.push({ connection, parts });
    },
    flush,
  };
}
