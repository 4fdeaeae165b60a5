import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Listens where nobody should come. */
export interface Canary {
  readonly port: number;
  /** Connections so far. */
  readonly hits: number;
  stop(): Promise<void>;
}

/** @param host by default every address of this machine, IPv6 included where there is any */
export async function startCanary(host?: string, port = 0): Promise<Canary> {
  let hits = 0;
  const server = createServer((socket) => {
    hits += 1;
    socket.on('error', () => undefined).destroy();
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get hits() {
      return hits;
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
