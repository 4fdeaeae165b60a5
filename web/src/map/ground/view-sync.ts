import { effect } from '@preact/signals';
import type { MapLibreMap } from 'maplibre-gl';
import type { AppState, View } from '../../state/app-state.js';
import { areSameBounds, toBounds } from '../bounds.js';
import { wrapLon } from '../mercator.js';

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

/** As the state and the address of the page hold it: about a metre, about a hundredth of a zoom. */
function viewOf(map: MapLibreMap): View {
  const { lat, lng } = map.getCenter();
  return { lat: rounded(lat, 5), lon: rounded(wrapLon(lng), 5), zoom: rounded(map.getZoom(), 2) };
}

function areSameViews(a: View, b: View): boolean {
  return Math.abs(a.lat - b.lat) < 2e-5 && Math.abs(a.lon - b.lon) < 2e-5 && Math.abs(a.zoom - b.zoom) < 0.02;
}

/** The map and the state show the same part of the world, whichever of them moves. Result: ends that. */
export function syncView(map: MapLibreMap, { view, bounds }: Pick<AppState, 'view' | 'bounds'>): () => void {
  const tell = () => {
    const edges = map.getBounds();
    const next = toBounds({
      west: edges.getWest(),
      south: edges.getSouth(),
      east: edges.getEast(),
      north: edges.getNorth(),
    });
    if (!areSameBounds(bounds.peek(), next)) bounds.value = next;
    const shown = viewOf(map);
    if (!areSameViews(view.peek(), shown)) view.value = shown;
  };
  map.on('moveend', tell);
  map.on('resize', tell);
  tell();
  const stop = effect(() => {
    const wanted = view.value;
    if (areSameViews(wanted, viewOf(map)) || map.isMoving()) return;
    map.jumpTo({ center: [wanted.lon, wanted.lat], zoom: wanted.zoom });
  });
  return () => {
    stop();
    map.off('moveend', tell);
    map.off('resize', tell);
  };
}
