import { MapLibreMap, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { StyleSpecification } from 'maplibre-gl';
import type { View } from '../../state/app-state.js';

const MIN_ZOOM = 1;
const MAX_ZOOM = 19;

export interface MapOptions {
  readonly container: HTMLElement;
  readonly view: View;
  readonly style: StyleSpecification;
}

/** A flat map with north up: bearings are read off it, and the overlay counts on it. */
export function createMap({ container, view, style }: MapOptions): MapLibreMap {
  // Bundled, MapLibre does not find its worker, and would wait for it without a word.
  setWorkerUrl(workerUrl);
  const map = new MapLibreMap({
    container,
    style,
    center: [view.lon, view.lat],
    zoom: view.zoom,
    minZoom: MIN_ZOOM,
    maxZoom: MAX_ZOOM,
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    attributionControl: { compact: true },
    // A ground that fades in is drawn twenty times instead of once.
    fadeDuration: 0,
    locale: {
      'Map.Title':
        'Live map. Arrow keys move it, plus and minus zoom. The list beside it says the same in words.',
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right');
  return map;
}

/** A scale in the units that are chosen. */
export function addScale(map: MapLibreMap): ScaleControl {
  const scale = new ScaleControl({ maxWidth: 120 });
  map.addControl(scale, 'bottom-right');
  return scale;
}
