import type { Socket } from 'node:net';
import { createDesks, type Desk } from './desks.js';
import { frameBytes, textFrameParts, writeTextFrame, type TextMessage } from './text-frame.js';

/** Copying no more than this costs less than handing several parts to the operating system. */
const MAX_COPIED_BYTES = 16 * 1024;

/** What departures need of a `net.Socket`. */
export type Connection = Pick<Socket, 'write' | 'cork' | 'uncork' | 'writableLength'>;

/**
 * Messages on their way out. They wait until all that is made in the same turn of the event loop is made, and leave
 * together, one right behind the other: a write wakes whoever receives it, and one who is still awake costs a third.
 */
export interface Departures {
  add(connection: Connection, message: TextMessage): void;
  /** At once, because something else is to be written behind them. */
  flush(): void;
}

type Departure = { readonly connection: Connection } & (
  { readonly frame: Buffer; readonly desk: Desk } | { readonly parts: readonly Buffer[] }
);

export function createDepartures(): Departures {
  const desks = createDesks();
  let waiting: Departure[] = [];

  function flush(): void {
    const leaving = waiting;
    waiting = [];
    for (const departure of leaving) {
      const { connection } = departure;
      if ('parts' in departure) {
        connection.cork();
        for (const part of departure.parts) connection.write(part);
        connection.uncork();
      } else {
        connection.write(departure.frame);
        // Mostly the operating system has taken all of it.
        if (connection.writableLength > 0) departure.desk.isKept = true;
      }
    }
    desks.clear();
  }

  return {
    add(connection, message) {
      if (waiting.length === 0) process.nextTick(flush);
      const bytes = frameBytes(message);
      if (bytes > MAX_COPIED_BYTES) {
        waiting.push({ connection, parts: textFrameParts(message) });
        return;
      }
      const desk = desks.withRoom(bytes);
      const frame = desk.bytes.subarray(desk.used, desk.used + bytes);
      desk.used += bytes;
      writeTextFrame(frame, message);
      waiting.push({ connection, frame, desk });
    },
    flush,
  };
}
