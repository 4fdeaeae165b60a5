import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { detectionsByKit } from './detections.js';

/**
 * Kits whose drones report whenever the kit is asked, in a process of their own. Runs as a child with an IPC channel:
 * the first message says how many, and is answered with their addresses.
 */
export interface FreshKitsOrder {
  readonly kits: number;
  readonly dronesPerKit: number;
}

export interface FreshKitsAddresses {
  readonly urls: readonly string[];
}

async function startKits(order: FreshKitsOrder): Promise<string[]> {
  const lists = detectionsByKit({ ...order, reportsPerDrone: 1, round: 0 }, Date.now());
  return Promise.all(
    lists.map(async (records) => {
      let moved = 0;
      const server = createServer((request, response) => {
        response.setHeader('content-type', 'application/json');
        if (request.url?.startsWith('/drones') !== true) {
          response.end(request.url?.startsWith('/signals') === true ? '{"signals": []}' : '{}');
          return;
        }
        moved += 1e-5;
        // The time that subscribers read, so it is the last thing before the answer.
        const timeS = Date.now() / 1000;
        const drones = records.map((record) => ({
          ...record,
          lat: record.lat + moved,
          observed_at: timeS,
          last_update_time: timeS,
        }));
        response.end(JSON.stringify({ drones }));
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }),
  );
}

process.once('message', (order: FreshKitsOrder) => {
  void startKits(order).then((urls) => process.send?.({ urls } satisfies FreshKitsAddresses));
});
// Its parent is gone, whatever the reason.
process.once('disconnect', () => process.exit());
