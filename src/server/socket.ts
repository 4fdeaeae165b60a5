import type { Server as GraphQLProtocol } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';

export interface SocketOptions {
  /** A ping is sent so often, and has to be answered within as long. */
  readonly keepAliveMs: number;
  /** A reader that takes nothing for so long is cut. */
  readonly stallTimeoutMs: number;
  readonly logger: Logger;
}

/**
 * Above this many unsent bytes a socket's own messages are not read: they have answers, and a client
 * that asks without reading must not fill the memory.
 */
const pauseAboveBytes = 256 * 1024;

const internalError = 4500;

/**
 * Lets graphql-ws speak over one socket. `send` resolves when the operating system took the message,
 * so an operation whose reader is slow is not pulled: each has at most one message under way.
 */
export function serveSocket(
  socket: WebSocket,
  protocol: GraphQLProtocol<object>,
  { keepAliveMs, stallTimeoutMs, logger }: SocketOptions,
): void {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));

  const send = (message: string): Promise<void> => {
    // A closing socket takes nothing more. Were this to resolve, operations would be run dry in vain.
    if (socket.readyState !== socket.OPEN) return closed;
    return new Promise((resolve) => {
      socket.send(message, (error) => {
        if (socket.isPaused && socket.bufferedAmount <= pauseAboveBytes) socket.resume();
        // A socket that failed is about to close, and its operations are ended then.
        resolve(error == null ? undefined : closed);
      });
      if (socket.bufferedAmount > pauseAboveBytes) socket.pause();
    });
  };

  const stopKeepAlive = keepAlive(socket, keepAliveMs, stallTimeoutMs);
  socket.on('error', (error) => logger.debug({ err: error }, 'WebSocket failed'));

  const leave = protocol.opened(
    {
      protocol: socket.protocol,
      send,
      close: (code, reason) => socket.close(code, reason),
      onMessage: (handle) =>
        socket.on('message', (data: Buffer) => {
          handle(data.toString()).catch((error: unknown) => {
            logger.warn({ err: error }, 'WebSocket message could not be handled');
            socket.close(internalError, 'Internal server error');
          });
        }),
    },
    {},
  );

  socket.once('close', (code, reason) => {
    stopKeepAlive();
    Promise.resolve(leave(code, reason.toString())).catch((error: unknown) =>
      logger.error({ err: error }, 'WebSocket could not be tidied up'),
    );
  });
}

/** Cuts the socket when a ping is not answered, or could not even leave because nothing is read. */
function keepAlive(socket: WebSocket, keepAliveMs: number, stallTimeoutMs: number): () => void {
  const stalledPings = Math.ceil(stallTimeoutMs / keepAliveMs);
  let unsentFor = 0;
  let unanswered: NodeJS.Timeout | null = null;

  const timer = setInterval(() => {
    if (unanswered !== null) return;
    // One ping under way is enough: more would pile up in front of a reader that is stalled.
    if (unsentFor > 0) {
      unsentFor += 1;
      if (unsentFor > stalledPings) socket.terminate();
      return;
    }
    unsentFor = 1;
    socket.ping(undefined, undefined, (error: Error | undefined) => {
      unsentFor = 0;
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
