import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** graphql-transport-ws by hand: whatever the server says is kept as it came. */
export interface RawProtocol {
  readonly texts: readonly string[];
  /** Resolves when it was answered, refused, or has gone on for a moment; or when the socket is closed. */
  ask(operation: object): Promise<void>;
  /** Returns what the server had closed it with; null: it had not. */
  leave(): Promise<number | null>;
}

/** How long a subscription is listened to. */
const LISTEN_MS = 150;

export async function speakOverSocket(
  url: string,
  connectionParams: Readonly<Record<string, unknown>>,
): Promise<RawProtocol> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  const texts: string[] = [];
  let closedWith: number | null = null;
  let lastId = 0;
  let onEnd: () => void = () => undefined;
  let onAck: () => void = () => undefined;

  const closed = new Promise<void>((resolve) => {
    socket.once('close', (code) => {
      closedWith = code;
      resolve();
    });
  });
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    texts.push(text);
    const { type, id } = JSON.parse(text) as { type: string; id?: string };
    if (type === 'connection_ack') onAck();
    if ((type === 'complete' || type === 'error') && id === String(lastId)) onEnd();
  });
  const say = (message: object) => socket.send(JSON.stringify(message));
  const acknowledged = new Promise<void>((resolve) => (onAck = resolve));
  await Promise.race([once(socket, 'open'), closed]);
  say({ type: 'connection_init', payload: connectionParams });
  await Promise.race([acknowledged, closed]);

  return {
    texts,
    async ask(operation) {
      if (closedWith !== null) return;
      lastId += 1;
      const id = String(lastId);
      const ended = new Promise<void>((resolve) => (onEnd = resolve));
      say({ type: 'subscribe', id, payload: operation });
      const isSubscription = (operation as { query?: string }).query?.startsWith('subscription') === true;
      const listened = isSubscription ? sleep(LISTEN_MS) : new Promise<never>(() => undefined);
      await Promise.race([ended, closed, listened]);
      if (isSubscription && socket.readyState === socket.OPEN) say({ type: 'complete', id });
    },
    async leave() {
      const code = closedWith;
      if (code === null) socket.terminate();
      await closed;
      return code;
    },
  };
}
