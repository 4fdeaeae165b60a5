import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { textOf, type Operation, type Result } from './graphql.js';

/** One WebSocket that any number of operations share; opened by the first. */
export interface WsClient {
  /** The operation's results; leaving the loop ends the subscription. Throws the errors that refuse it, or the CloseEvent. */
  subscribe<TData = Record<string, unknown>, TVariables = Record<string, unknown>>(
    operation: Operation<TData, TVariables>,
    variables?: TVariables,
  ): AsyncIterableIterator<Result<TData>>;
  /** Resolves with how the server closed the socket. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  dispose(): Promise<void>;
}

export function connectWs(url: string): WsClient {
  let onClosed: (event: { code: number; reason: string }) => void;
  const closed = new Promise<{ code: number; reason: string }>((resolve) => (onClosed = resolve));
  const client = createClient({
    url: webSocketUrl(url),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazyCloseTimeout: 0,
    on: { closed: (event) => onClosed(event as { code: number; reason: string }) },
  });
  return {
    closed,
    subscribe: <TData, TVariables>(operation: Operation<TData, TVariables>, variables?: TVariables) =>
      client.iterate({
        query: textOf(operation as Operation<never, never>),
        variables: variables as Record<string, unknown>,
      }) as unknown as AsyncIterableIterator<Result<TData>>,
    dispose: async () => client.dispose(),
  };
}

/** A socket that subscribed and can stop reading at the level of TCP, as a phone in a tunnel does. */
export interface RawSubscription {
  /** Everything received so far, oldest first. */
  readonly messages: readonly { readonly type: string; readonly id?: string; readonly payload?: unknown }[];
  readonly socket: WebSocket;
  send(message: object): void;
  stall(): void;
  resume(): void;
  close(): void;
}

/** Connects and, when an operation is given, subscribes to it under the id `1`. */
export async function rawSubscription(
  url: string,
  operation?: Operation<never, never>,
  variables?: Record<string, unknown>,
): Promise<RawSubscription> {
  const socket = new WebSocket(webSocketUrl(url), 'graphql-transport-ws');
  const messages: { type: string; id?: string; payload?: unknown }[] = [];
  const send = (message: object) => socket.send(JSON.stringify(message));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => send({ type: 'connection_init' }));
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { type: string };
      messages.push(message);
      if (message.type === 'connection_ack') resolve();
    });
  });
  if (operation !== undefined)
    send({ id: '1', type: 'subscribe', payload: { query: textOf(operation), variables } });
  return {
    messages,
    socket,
    send,
    stall: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.terminate(),
  };
}

function webSocketUrl(url: string): string {
  return new URL('/graphql', url).href.replace(/^http/, 'ws');
}
