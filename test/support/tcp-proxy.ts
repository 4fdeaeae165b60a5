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
  /** Called for each new connection, before it passes. */
  onConnection(listener: (count: number) => void): void;
  stop(): Promise<void>;
}

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let mode: 'pass' | 'refuse' | 'freeze' = 'pass';
  let count = 0;
  let listener: (count: number) => void = () => undefined;

  const server = createServer((client) => {
    client.on('error', () => undefined);
    listener(++count);
    if (mode === 'refuse') return client.destroy();
    const upstream = connect(target);
    upstream.on('error', () => client.destroy());
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    for (const [from, to] of [pair, [upstream, client] as const]) {
      from.on('data', (data) => mode === 'pass' && to.write(data));
      from.on('close', () => {
        pairs.delete(pair);
        to.destroy();
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
    onConnection: (next) => void (listener = next),
    async stop() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
