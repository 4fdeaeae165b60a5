import type { FastifyInstance } from 'fastify';
import type { Basemap } from './basemap.js';

export interface MapConfigOptions {
  readonly version: string;
  /** Whether operations need a key. */
  readonly needsKey: boolean;
  readonly basemap: () => Promise<Basemap>;
}

/** `GET /map-config.json`: what the page has to know of its server before it may ask anything. For everybody. */
export function registerMapConfig(
  app: FastifyInstance,
  { version, needsKey, basemap }: MapConfigOptions,
): void {
  app.get('/map-config.json', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ version, needsKey, basemap: await basemap() }),
  );
}
