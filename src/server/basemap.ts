import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { BasemapConfig } from '../config.js';
import { archiveUrl, registerArchive } from './basemap-archive.js';

/** What the page draws below the picture. */
export type Basemap =
  { readonly kind: 'world' } | { readonly kind: 'pmtiles' | 'style'; readonly url: string };

/** Other servers that the page loads from, as a content security policy names them. */
export function basemapOrigins(config: BasemapConfig): readonly string[] {
  return config.kind === 'style' ? [...new Set([new URL(config.url).origin, ...config.origins])] : [];
}

/** @throws {BasemapError} there is none such */
export async function checkBasemap(config: BasemapConfig): Promise<void> {
  if (config.kind === 'pmtiles') await archiveUrl(config.path);
}

/**
 * Serves what the map is drawn on, and returns what tells the page of it. An archive that is gone while the server runs
 * is logged and not told of: the picture is worth more than what is below it.
 */
export function registerBasemap(
  app: FastifyInstance,
  { config, logger }: { readonly config: BasemapConfig; readonly logger: Logger },
): () => Promise<Basemap> {
  if (config.kind === 'world') return () => Promise.resolve({ kind: 'world' });
  if (config.kind === 'style') return () => Promise.resolve({ kind: 'style', url: config.url });

  const { path } = config;
  let reported: string | null = null;
  registerArchive(app, path);
  return async () => {
    try {
      const url = await archiveUrl(path);
      reported = null;
      return { kind: 'pmtiles', url };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== reported) logger.warn({ path, reason }, 'the map is drawn without its archive');
      reported = reason;
      return { kind: 'world' };
    }
  };
}
