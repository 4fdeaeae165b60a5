import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Departures } from './departures.js';
import { maxUnsentBytes, type Outlet } from './frames/outlet.js';

/** The results of a socket's operations as messages of graphql-transport-ws; all share its buffer. */
export interface SocketOutlets {
  outletFor(operationId: string): Outlet;
}

const before = Buffer.from('{"type":"next","payload":');

/** `connection` is what `socket` was made of, without compression. */
export function createSocketOutlets(
  socket: WebSocket,
  connection: Socket,
  departures: Departures,
): SocketOutlets {
  const limit = Math.max(maxUnsentBytes, connection.writableHighWaterMark);
  const listeners = new Set<() => void>();
  let passedOver = false;

  // Comes when everything has left, after more than the high-water mark had to wait.
  connection.on('drain', () => {
    if (!passedOver) return;
    passedOver = false;
    for (const listener of [...listeners]) listener();
  });

  return {
    outletFor(operationId) {
      let after: Buffer | null = null;
      return {
        claim: () => void (after = Buffer.from(`,"id":${JSON.stringify(operationId)}}`)),
        isReady() {
          if (connection.writableLength <= limit) return true;
          passedOver = true;
          return false;
        },
        send(result) {
          if (socket.readyState !== socket.OPEN || after === null) return;
          // A whole frame in one system call; `socket.send` would need two, or a copy that costs a third more.
          // Without compression ws writes whole frames at once, too, so frames of both never mix.
          departures.add(connection, { result, before, after });
        },
        whenReady(listener) {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
      };
    },
  };
}
