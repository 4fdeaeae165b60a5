import { effect } from '@preact/signals';
import type { Basemap } from '../../map-config.js';
import type { AppState, Habits } from '../../state/app-state.js';
import { emptyBasemap } from '../basemap/basemap-style.js';
import type { Lookout } from '../lookout.js';
import type { Palette } from '../palette.js';
import type { Pointing } from '../pointing.js';
import { layBasemap } from './basemap-layers.js';
import { addScale, createMap } from './maplibre-map.js';
import { isSoftwareRendered } from './software-rendering.js';
import { syncView } from './view-sync.js';

export interface GroundOptions {
  /** Empty; the ground fills it. */
  readonly container: HTMLElement;
  readonly state: AppState;
  readonly basemap: Basemap;
  readonly palette: Palette;
  readonly pointing: Pointing;
  /** In the frame in which it is drawn. */
  readonly onRender: () => void;
  /** Somebody moves it by hand. */
  readonly onDrag: () => void;
}

/**
 * What lies below the picture, and what hands and keys move. MapLibre draws it, when it changes or another part of it is
 * looked at, and nothing else.
 */
export interface Ground extends Lookout {
  /** Whether this browser draws without graphics hardware. */
  readonly isSoftware: boolean;
  setPalette(palette: Palette): void;
  setUnits(units: Habits['units']): void;
  stop(): void;
}

/** @throws {Error} this browser has no WebGL 2 */
export function openGround(options: GroundOptions): Ground {
  const { container, state, basemap, palette, pointing, onRender, onDrag } = options;
  const map = createMap({ container, view: state.view.peek(), style: emptyBasemap(palette) });
  const isSoftware = isSoftwareRendered(map.getCanvas());
  if (isSoftware) map.setPixelRatio(1);
  const layers = layBasemap(map, basemap, palette);
  const scale = addScale(map);
  map.on('click', ({ point }) => pointing.select(point));
  map.on('mousemove', ({ point }) => pointing.hover(point));
  map.on('mouseout', () => pointing.leave());
  const endCursor = effect(() => {
    map.getCanvas().style.cursor = pointing.hovered.value === null ? '' : 'pointer';
  });
  map.on('render', onRender);
  map.on('dragstart', onDrag);
  const unsync = syncView(map, state);

  return {
    isSoftware,
    center() {
      const { lat, lng } = map.getCenter();
      return { lat, lon: lng };
    },
    zoom: () => map.getZoom(),
    isMoving: () => map.isMoving(),
    goTo: ({ lat, lon }, forMs) => map.easeTo({ center: [lon, lat], duration: forMs }),
    setPalette: (next) => layers.setPalette(next),
    setUnits: (units) => scale.setUnit(units),
    stop() {
      unsync();
      endCursor();
      layers.stop();
      map.remove();
    },
  };
}
