import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Systems take the ports of outgoing connections from 32,768 upwards (Linux) or higher: there somebody
 * could take it before whoever asked for it listens.
 */
const [LOWEST, BEHIND_HIGHEST] = [20_000, 32_000];
const ATTEMPTS = 50;

/** `wanted` when nobody listens there, otherwise any free port of the loopback address. 0: any. */
export async function freePort(wanted: number): Promise<number> {
  if (wanted !== 0 && (await isFree(wanted))) return wanted;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST, BEHIND_HIGHEST);
    if (await isFree(port)) return port;
  }
  throw new Error('No free port on 127.0.0.1.');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen({ host: '127.0.0.1', port });
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
