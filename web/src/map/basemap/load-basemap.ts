import type { Basemap } from '../../map-config.js';
import type { BasemapStyle } from './basemap-style.js';
import { loadWorldBasemap } from './world-basemap.js';

/** Below this, nobody sees the difference. */
export const FINE_FROM_ZOOM = 4;

/**
 * What the first picture is drawn on.
 *
 * @throws {Error} its files cannot be read
 */
export async function loadBasemap(basemap: Basemap): Promise<BasemapStyle> {
  switch (basemap.kind) {
    case 'world':
      return loadWorldBasemap('coarse');
    case 'style':
      return () => basemap.url;
    case 'pmtiles': {
      // Who has no archive does not load what reads one.
      const [{ loadArchiveBasemap }, world] = await Promise.all([
        import('./archive-basemap.js'),
        loadWorldBasemap('coarse'),
      ]);
      return loadArchiveBasemap(basemap.url, world);
    }
  }
}

/** The same, finer, for whoever has the first picture and looks closer; null when there is nothing finer. */
export async function loadFinerBasemap({ kind }: Basemap): Promise<BasemapStyle | null> {
  return kind === 'world' ? loadWorldBasemap('fine') : null;
}
