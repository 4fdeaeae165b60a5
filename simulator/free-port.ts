import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** `wanted` when nobody listens there, otherwise any free port of the loopback address. */
export async function freePort(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const server = createServer().listen({ host: '127.0.0.1', port });
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    const found = (server.address() as AddressInfo).port;
    server.close();
    await once(server, 'close');
    return found;
  }
  throw new Error('No free port on 127.0.0.1.');
}
