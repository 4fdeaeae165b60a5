import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server and misbehaves when told to. */
export interface TcpProxy {
  readonly port: number;
  /** New connections are closed at once, existing ones cut. */
  refuse(): void;
  /** Connections stay open, and nothing passes any more. */
  freeze(): void;
  /** Works again; what was frozen is cut. */
  recover(): void;
  /** What is connected now stays so, and nothing passes, nor gets lost; new connections work. */
  hold(): void;
  /** What was held passes at once. */
  release(): void;
  /** Called for each new connection, before it passes. */
  onConnection(listener: (count: number) => void): void;
  /**
   * The next `times` that a client sends something with this text in it, the server gets it, and when
   * the server has answered, the connection is cut instead: the client cannot know what became of it.
   */
  swallowAnswers(text: string, times: number): void;
  /** How many of them there were so far. */
  readonly swallowedAnswers: number;
  stop(): Promise<void>;
}

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let mode: 'pass' | 'refuse' | 'freeze' = 'pass';
  let count = 0;
  let listener: (count: number) => void = () => undefined;
  let swallowing = { text: '', times: 0 };
  let swallowed = 0;

  const server = createServer((client) => {
    client.on('error', () => undefined);
    listener(++count);
    if (mode === 'refuse') return client.destroy();
    const upstream = connect(target);
    upstream.on('error', () => client.destroy());
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    let isDoomed = false;
    client.on('data', (data) => {
      if (mode !== 'pass') return;
      if (!isDoomed && swallowing.times > 0 && data.includes(swallowing.text)) {
        isDoomed = true;
        swallowing.times--;
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (mode !== 'pass') return;
      if (!isDoomed) return void client.write(data);
      swallowed++;
      client.destroy();
    });
    for (const [one, other] of [pair, [upstream, client] as const]) {
      one.on('close', () => {
        pairs.delete(pair);
        other.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    refuse() {
      mode = 'refuse';
      cut();
    },
    freeze: () => void (mode = 'freeze'),
    recover() {
      if (mode === 'freeze') cut();
      mode = 'pass';
    },
    hold() {
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    release() {
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    onConnection: (next) => void (listener = next),
    swallowAnswers: (text, times) => void (swallowing = { text, times }),
    get swallowedAnswers() {
      return swallowed;
    },
    async stop() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
