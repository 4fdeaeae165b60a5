import type { Socket } from 'node:net';
import { createDesks, type Desk } from './desks.js';
import { maxCopiedBytes } from './frames/outlet.js';
import { frameBytes, textFrameParts, writeTextFrame, type TextMessage } from './text-frame.js';

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

export function createDepartures(): Departures {
  const desks = createDesks();
  // One place in each for a departure: there are too many of them for an object each.
  let connections: Connection[] = [];
  let frames: (Buffer | readonly Buffer[])[] = [];
  let desksOf: (Desk | null)[] = [];

  function flush(): void {
    const [leavingFrom, leaving, leavingDesks] = [connections, frames, desksOf];
    connections = [];
    frames = [];
    desksOf = [];
    for (let index = 0; index < leaving.length; index++) {
      const connection = leavingFrom[index]!;
      const desk = leavingDesks[index] ?? null;
      if (desk === null) {
        connection.cork();
        for (const part of leaving[index] as readonly Buffer[]) connection.write(part);
        connection.uncork();
      } else {
        connection.write(leaving[index] as Buffer);
        // Mostly the operating system has taken all of it.
        if (connection.writableLength > 0) desk.isKept = true;
      }
    }
    desks.clear();
  }

  return {
    add(connection, message) {
      if (frames.length === 0) process.nextTick(flush);
      connections.push(connection);
      const bytes = frameBytes(message);
      if (bytes > maxCopiedBytes) {
        frames.push(textFrameParts(message));
        desksOf.push(null);
        return;
      }
      const desk = desks.withRoom(bytes);
      const frame = desk.bytes.subarray(desk.used, desk.used + bytes);
      desk.used += bytes;
      writeTextFrame(frame, message);
      frames.push(frame);
      desksOf.push(desk);
    },
    flush,
  };
}
