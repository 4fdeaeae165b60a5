import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Departures } from './departures.js';
import { maxUnsentBytes, type Outlet } from './frames/outlet.js';
import type { SharedResult } from './frames/shared-result.js';

/** The results of a socket's operations as messages of graphql-transport-ws; all share its buffer. */
export interface SocketOutlets {
  outletFor(operationId: string): Outlet;
}

/** What the outlets of one socket share. */
interface Exit {
  /** `connection` is what `socket` was made of, without compression. */
  readonly socket: WebSocket;
  readonly departures: Departures;
  /** Unsent bytes above which nobody is ready. */
  readonly limit: number;
  readonly listeners: Set<() => void>;
  passedOver: boolean;
}

const before = Buffer.from('{"type":"next","payload":');

/** `connection` is what `socket` was made of, without compression. */
export function createSocketOutlets(
  socket: WebSocket,
  connection: Socket,
  departures: Departures,
): SocketOutlets {
  const exit: Exit = {
    socket,
    departures,
    limit: Math.max(maxUnsentBytes, connection.writableHighWaterMark),
    listeners: new Set(),
    passedOver: false,
  };

  // Comes when everything has left, after more than the high-water mark had to wait.
  connection.on('drain', () => {
    if (!exit.passedOver) return;
    exit.passedOver = false;
    for (const listener of [...exit.listeners]) listener();
  });

  return { outletFor: (operationId) => new SocketOutlet(exit, connection, operationId) };
}

/**
 * A class, as `FrameReader` is: what a message needs of one of thousands of subscribers should be in few places in memory,
 * and not in a dozen functions and their scopes.
 */
class SocketOutlet implements Outlet {
  readonly #connection: Socket;
  readonly #exit: Exit;
  readonly #operationId: string;
  #after: Buffer | null = null;

  constructor(exit: Exit, connection: Socket, operationId: string) {
    this.#exit = exit;
    this.#connection = connection;
    this.#operationId = operationId;
  }

  claim(): void {
    this.#after = Buffer.from(`,"id":${JSON.stringify(this.#operationId)}}`);
  }

  isReady(): boolean {
    if (this.#connection.writableLength <= this.#exit.limit) return true;
    this.#exit.passedOver = true;
    return false;
  }

  send(result: SharedResult): void {
    const after = this.#after;
    const { socket, departures } = this.#exit;
    if (socket.readyState !== socket.OPEN || after === null) return;
    // A whole frame in one system call; `socket.send` would need two, or a copy that costs a third more.
    // Without compression ws writes whole frames at once, too, so frames of both never mix.
    departures.add(this.#connection, { result, before, after });
  }

  whenReady(listener: () => void): () => void {
    const { listeners } = this.#exit;
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }
}
