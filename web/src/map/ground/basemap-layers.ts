import type { MapLibreMap } from 'maplibre-gl';
import type { Basemap } from '../../map-config.js';
import { emptyBasemap, type BasemapStyle } from '../basemap/basemap-style.js';
import { FINE_FROM_ZOOM, loadBasemap, loadFinerBasemap } from '../basemap/load-basemap.js';
import type { Palette } from '../palette.js';

/** So long after the ground is there nothing finer is loaded: the first picture comes first, on a slow link, too. */
const FINER_AFTER_MS = 3000;

/** Land, borders and names, as they are loaded. */
export interface BasemapLayers {
  setPalette(palette: Palette): void;
  stop(): void;
}

export function layBasemap(map: MapLibreMap, basemap: Basemap, firstPalette: Palette): BasemapLayers {
  let basemapStyle: BasemapStyle = emptyBasemap;
  let palette = firstPalette;
  let hasStyle = false;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function applyStyle(): void {
    // Before the first style is read, there is nothing to compare the next one with.
    if (hasStyle) map.setStyle(basemapStyle(palette));
  }

  const use = (loaded: BasemapStyle | null) => {
    if (isStopped || loaded === null) return;
    basemapStyle = loaded;
    applyStyle();
  };
  // The picture is worth more than what it is drawn on: without a basemap it stays on water.
  const say = (error: unknown) => console.warn('The basemap cannot be loaded.', error);
  const refine = () => {
    if (map.getZoom() < FINE_FROM_ZOOM) return;
    map.off('idle', refine);
    loadFinerBasemap(basemap)
      .then(use)
      .catch((error: unknown) => {
        say(error);
        // The server may be away; it is asked again when somebody looks at another place.
        map.once('moveend', refineLater);
      });
  };
  const refineLater = () => {
    if (isStopped) return;
    timer = setTimeout(() => {
      map.on('idle', refine);
      if (map.loaded()) refine();
    }, FINER_AFTER_MS);
  };

  void map.once('style.load', () => {
    hasStyle = true;
    applyStyle();
  });
  // Of each tile that a server somewhere does not have.
  map.on('error', ({ error }) => say(error));
  // For whoever measures the page.
  const mark = () => void map.once('idle', () => performance.mark('ground'));
  loadBasemap(basemap).then(use).then(mark).then(refineLater).catch(say);

  return {
    setPalette(next) {
      if (next === palette) return;
      palette = next;
      applyStyle();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      map.off('idle', refine);
      map.off('moveend', refineLater);
    },
  };
}
