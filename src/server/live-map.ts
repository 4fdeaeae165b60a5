import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { BasemapConfig } from '../config.js';
import { basemapOrigins, registerBasemap } from './basemap.js';
import { registerMapConfig } from './map-config.js';
import { pageHeaders } from './page-policy.js';
import { registerWebFiles, type WebFiles } from './web-files.js';

export interface LiveMapOptions {
  /** Absolute; where it is built to. */
  readonly root: string;
  readonly basemap: BasemapConfig;
  readonly version: string;
  /** Whether operations need a key. */
  readonly needsKey: boolean;
  readonly logger: Logger;
}

/**
 * What the live map is served with: its files, what it is drawn on, and what it has to know first. All of it is for
 * everybody, and none of it is of the picture.
 */
export function registerLiveMap(app: FastifyInstance, options: LiveMapOptions): WebFiles {
  const { root, basemap: config, logger } = options;
  registerMapConfig(app, { ...options, basemap: registerBasemap(app, { config, logger }) });
  return registerWebFiles(app, { root, headers: pageHeaders(basemapOrigins(config)) });
}
