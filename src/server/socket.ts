import type { Socket } from 'node:net';
import type { Server as GraphQLProtocol } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Viewer } from '../domain/viewer.js';
import type { Departures } from './departures.js';
import { createMessageRate } from './limits/message-rate.js';
import type { Seat } from './limits/seats.js';
import { createSocketOutlets, type SocketOutlets } from './socket-outlet.js';

export interface SocketOptions {
  /** A ping is sent so often, and has to be answered within as long. */
  readonly keepAliveMs: number;
  /** A reader that takes nothing for so long is closed. */
  readonly stallTimeoutMs: number;
  /** One for all sockets. */
  readonly departures: Departures;
  /** The header of the request for this socket. */
  readonly authorization: string | undefined;
  /** IP address of the client; null when it is gone already. */
  readonly address: string | null;
  readonly seat: Seat;
  /** Of a client. */
  readonly messagesPerMinute: number;
  /** ms */
  readonly monotonic: () => number;
  readonly logger: Logger;
}

/** What goes with a socket in graphql-ws. */
export interface SocketExtra extends SocketOutlets {
  /** The header of its request. */
  readonly authorization: string | undefined;
  readonly address: string | null;
  readonly seat: Seat;
  readonly isOpen: () => boolean;
  readonly close: (code: number, reason: string) => void;
  /** Null until it is known. */
  viewer: Viewer | null;
  /** Ends watching over what the viewer may do. */
  stopWatching: (() => void) | null;
}

/**
 * Above this many unsent bytes a socket's own messages are not read: they have answers, and a client
 * that asks without reading must not fill the memory.
 */
const pauseAboveBytes = 256 * 1024;

/** Who is sent away because of what it does or does not read may not see that soon: it has so long. */
const farewellMs = 1_000;

const tooMuch = 4429;
const internalError = 4500;

/**
 * Lets graphql-ws speak over one socket. `send` resolves when the operating system took the message,
 * so an operation whose reader is slow is not pulled: each has at most one message under way.
 */
export function serveSocket(
  socket: WebSocket,
  connection: Socket,
  protocol: GraphQLProtocol<SocketExtra>,
  options: SocketOptions,
): void {
  const { keepAliveMs, stallTimeoutMs, departures, authorization, address, seat, logger } = options;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));

  const send = (message: string): Promise<void> => {
    // A closing socket takes nothing more. Were this to resolve, operations would be run dry in vain.
    if (socket.readyState !== socket.OPEN) return closed;
    departures.flush();
    return new Promise((resolve) => {
      // A socket that failed is about to close, and its operations are ended then.
      socket.send(message, (error) => resolve(error == null ? undefined : closed));
      if (socket.bufferedAmount > pauseAboveBytes) socket.pause();
    });
  };
  const close = (code?: number, reason?: string) => {
    departures.flush();
    socket.close(code, reason);
  };
  // Comes when all has left, after more than a socket's high-water mark had to wait.
  connection.on('drain', () => {
    if (socket.isPaused) socket.resume();
  });

  const dismiss = dismissal(socket);
  const stopKeepAlive = keepAlive(socket, keepAliveMs);
  dismissWhenStalled(socket, connection, stallTimeoutMs, dismiss, logger);
  const isTooMany = createMessageRate(options.messagesPerMinute, options.monotonic);
  const admits = (): boolean => {
    if (socket.readyState !== socket.OPEN) return false;
    if (!isTooMany()) return true;
    logger.debug({ address }, 'WebSocket client sends too many messages');
    dismiss('Too many messages');
    return false;
  };
  socket.on('ping', admits);
  socket.on('error', (error) => logger.debug({ err: error }, 'WebSocket failed'));

  const leave = protocol.opened(
    {
      protocol: socket.protocol,
      send,
      close,
      onMessage: (handle) =>
        socket.on('message', (data: Buffer) => {
          if (!admits()) return;
          handle(data.toString()).catch((error: unknown) => {
            logger.warn({ err: error }, 'WebSocket message could not be handled');
            socket.close(internalError, 'Internal server error');
          });
        }),
    },
    {
      ...createSocketOutlets(socket, connection, departures),
      authorization,
      address,
      seat,
      isOpen: () => socket.readyState === socket.OPEN,
      close,
      viewer: null,
      stopWatching: null,
    },
  );

  socket.once('close', (code, reason) => {
    stopKeepAlive();
    Promise.resolve(leave(code, reason.toString())).catch((error: unknown) =>
      logger.error({ err: error }, 'WebSocket could not be tidied up'),
    );
  });
}

/** Closes the socket, and cuts it when that does not end it. */
function dismissal(socket: WebSocket): (reason: string) => void {
  return (reason) => {
    socket.close(tooMuch, reason);
    const farewell = setTimeout(() => socket.terminate(), farewellMs);
    socket.once('close', () => clearTimeout(farewell));
  };
}

/** Dismisses the socket when bytes wait for its reader and none has left for `stallTimeoutMs`. */
function dismissWhenStalled(
  socket: WebSocket,
  connection: Socket,
  stallTimeoutMs: number,
  dismiss: (reason: string) => void,
  logger: Logger,
): void {
  // Node sees even the progress of a single large write.
  connection.setTimeout(stallTimeoutMs);
  // It comes each time, and a callback of setTimeout would be called once only.
  connection.on('timeout', () => {
    if (connection.writableLength === 0 || socket.readyState !== socket.OPEN) return;
    logger.debug({ unsentBytes: connection.writableLength }, 'WebSocket reader is too slow');
    dismiss('Too slow');
  });
}

/** Cuts the socket when a ping that left is not answered. */
function keepAlive(socket: WebSocket, keepAliveMs: number): () => void {
  let isUnsent = false;
  let unanswered: NodeJS.Timeout | null = null;

  const timer = setInterval(() => {
    // One ping under way is enough: more would pile up in front of a reader that is stalled.
    if (unanswered !== null || isUnsent) return;
    isUnsent = true;
    socket.ping(undefined, undefined, (error: Error | undefined) => {
      isUnsent = false;
      if (error == null) unanswered = setTimeout(() => socket.terminate(), keepAliveMs);
    });
  }, keepAliveMs);

  const answered = () => {
    if (unanswered !== null) clearTimeout(unanswered);
    unanswered = null;
  };
  socket.on('pong', answered);

  return () => {
    clearInterval(timer);
    answered();
  };
}
