import type { Socket } from 'node:net';
import { maxCopiedBytes } from './frames/outlet.js';
import { frameBytes, textFrameParts, writeTextFrame, type TextMessage } from './text-frame.js';

/** What departures need of a `net.Socket`. */
export type Connection = Pick<Socket, 'write' | 'cork' | 'uncork' | 'writableLength'>;

/**
 * Messages on their way out. They wait until some dozens are made, or the turn of the event loop ends, and leave
 * together, one right behind the other: a write wakes whoever receives it, and one who is still awake costs a third. More than
 * that would not be in the processor's cache any more when they leave, nor would what was read of their sockets.
 */
export interface Departures {
  add(connection: Connection, message: TextMessage): void;
  /** At once, because something else is to be written behind them. */
  flush(): void;
}

/** Kept for a reader that is slow, it is kept as a whole: so it is not larger. */
const DESK_BYTES = 128 * 1024;

export function createDepartures(): Departures {
  // Messages are made on the same memory again and again: it stays in the processor's cache.
  let desk = Buffer.allocUnsafeSlow(DESK_BYTES);
  let used = 0;
  // One place in each for a departure: there are too many of them for an object each.
  let connections: Connection[] = [];
  let frames: (Buffer | readonly Buffer[])[] = [];

  function flush(): void {
    const [leavingFrom, leaving] = [connections, frames];
    connections = [];
    frames = [];
    let isDeskKept = false;
    for (let index = 0; index < leaving.length; index++) {
      const connection = leavingFrom[index]!;
      const frame = leaving[index]!;
      if (Buffer.isBuffer(frame)) {
        connection.write(frame);
        // Mostly the operating system has taken all of it.
        if (connection.writableLength > 0) isDeskKept = true;
      } else {
        connection.cork();
        for (const part of frame) connection.write(part);
        connection.uncork();
      }
    }
    if (isDeskKept) desk = Buffer.allocUnsafeSlow(DESK_BYTES);
    used = 0;
  }

  return {
    add(connection, message) {
      const bytes = frameBytes(message);
      if (bytes <= maxCopiedBytes && used + bytes > DESK_BYTES) flush();
      if (frames.length === 0) process.nextTick(flush);
      connections.push(connection);
      if (bytes > maxCopiedBytes) {
        frames.push(textFrameParts(message));
        return;
      }
      const frame = desk.subarray(used, used + bytes);
      used += bytes;
      writeTextFrame(frame, message);
      frames.push(frame);
    },
    flush,
  };
}
