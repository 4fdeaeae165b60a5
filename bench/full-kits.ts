import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { detectionsByKit, type DetectionsOrder } from './detections.js';

/**
 * Kits that have much to report, in a process of their own. Runs as a child with an IPC channel: the first message is
 * how many, answered with their addresses. Then each DetectionsOrder makes every kit list that much at its next poll,
 * once, and is answered as soon as that is made; until then, and after that, they list nothing. They all answer once
 * all were asked, so that how fast one after the other is enabled does not count.
 */
export interface KitsOrder {
  readonly kits: number;
}

export interface KitsAddresses {
  readonly urls: readonly string[];
}

/** The answer to 'served'. */
export interface KitsReport {
  /** Kits that were polled and listed what they had. */
  readonly served: number;
  /** When they answered, epoch ms; null when none was yet. */
  readonly servedMs: number | null;
}

const bodies = new Map<number, string>();
let waiting: (() => void)[] = [];
let served = 0;
let servedMs: number | null = null;

function serveWhenAllAsked(serve: () => void): void {
  waiting.push(serve);
  if (bodies.size > 0) return;
  servedMs = Date.now();
  served = waiting.length;
  for (const each of waiting) each();
  waiting = [];
}

async function startKit(kit: number): Promise<string> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url?.startsWith('/drones') !== true) {
      response.end(request.url?.startsWith('/signals') === true ? '{"signals": []}' : '{}');
      return;
    }
    const body = bodies.get(kit);
    bodies.delete(kit);
    if (body === undefined) response.end('{"drones": []}');
    else serveWhenAllAsked(() => response.end(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function load(order: DetectionsOrder): { records: number } {
  const lists = detectionsByKit(order, Date.now());
  const made = lists.map((drones) => JSON.stringify({ drones }));
  served = 0;
  servedMs = null;
  waiting = [];
  // Only now, lest some be polled while others are still being made.
  for (const [kit, body] of made.entries()) bodies.set(kit, body);
  return { records: lists.flat().length };
}

process.on('message', (message: KitsOrder | DetectionsOrder | 'served') => {
  if (message === 'served') {
    process.send?.({ served, servedMs } satisfies KitsReport);
  } else if ('round' in message) {
    process.send?.(load(message));
  } else {
    const starting = Array.from({ length: message.kits }, (_, kit) => startKit(kit));
    void Promise.all(starting).then((urls) => process.send?.({ urls } satisfies KitsAddresses));
  }
});
// Its parent is gone, whatever the reason.
process.once('disconnect', () => process.exit());
