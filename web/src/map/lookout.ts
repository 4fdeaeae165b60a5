import type { Signal } from '@preact/signals';
import type { View } from '../state/app-state.js';
import type { Place } from './place.js';

/** What decides where the map looks. */
export interface Lookout {
  center(): Place;
  /** As MapLibre counts it. */
  zoom(): number;
  /** While it is on its way somewhere it is not sent elsewhere. */
  isMoving(): boolean;
  goTo(place: Place, forMs: number): void;
}

/** Where the page opens, until there is a ground to move about on, or for good where a browser cannot draw one. */
export function createStillLookout(view: Signal<View>): Lookout {
  return {
    center: () => view.peek(),
    zoom: () => view.peek().zoom,
    isMoving: () => false,
    goTo({ lat, lon }) {
      view.value = { ...view.peek(), lat, lon };
    },
  };
}
