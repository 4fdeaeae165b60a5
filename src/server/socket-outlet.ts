import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Departures } from './departures.js';
import { maxUnsentBytes, type Envelope, type Outlet } from './frames/outlet.js';

/** The results of a socket's operations as messages of graphql-transport-ws; all share its buffer. */
export interface SocketOutlets {
  outletFor(operationId: string): Outlet;
}

const envelope: Envelope = { before: '{"type":"next","payload":', after: '' };

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
      let tail: Buffer | null = null;
      return {
        claim: () => void (tail = Buffer.from(`,"id":${JSON.stringify(operationId)}}`)),
        isReady() {
          if (connection.writableLength <= limit) return true;
          passedOver = true;
          return false;
        },
        send(result) {
          if (socket.readyState !== socket.OPEN || tail === null) return;
          const body = result.bytesIn(envelope);
          // A whole frame in one system call, without copying what is shared. By way of `socket.send` it
          // would have to be copied, or be two frames, and cost a third more. Without compression ws
          // writes whole frames at once, too, so frames of both never mix.
          departures.add(connection, [textFrameHeader(body.length + tail.length), body, tail]);
        },
        whenReady(listener) {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
      };
    },
  };
}

/** Of an unmasked text message in one frame: RFC 6455, section 5.2. */
function textFrameHeader(payloadBytes: number): Buffer {
  const finalText = 0x81;
  if (payloadBytes < 126) return Buffer.from([finalText, payloadBytes]);
  if (payloadBytes < 65_536) return Buffer.from([finalText, 126, payloadBytes >> 8, payloadBytes & 255]);
  const header = Buffer.alloc(10);
  header[0] = finalText;
  header[1] = 127;
  header.writeUIntBE(payloadBytes, 4, 6);
  return header;
}
