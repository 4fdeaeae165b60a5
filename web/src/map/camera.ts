import { effect } from '@preact/signals';
import type { MapLibreMap } from 'maplibre-gl';
import type { AppState } from '../state/app-state.js';
import { hasLeftMiddle } from './following.js';
import { fromMercator, type MercatorPoint } from './mercator.js';
import { createScreen, isOnScreen, toScreen, type Screen } from './screen.js';

const MOVE_MS = 700;
/** What is selected elsewhere must be at least so far inside of the map, or the map goes there. */
const INSIDE_PX = -40;

export interface CameraOptions {
  readonly map: MapLibreMap;
  readonly state: Pick<AppState, 'selection' | 'habits'>;
  /** Where what is selected is; null when it is nowhere. */
  readonly placeOfSelection: () => MercatorPoint | null;
  /** Whether somebody wants less motion. */
  readonly isStill: () => boolean;
}

/** Where the map looks. */
export interface Camera {
  /** What it shows now. */
  screen(): Screen;
  /** After what is selected has moved: goes after it, if that is wanted. */
  follow(): void;
  stop(): void;
}

export function createCamera({ map, state, placeOfSelection, isStill }: CameraOptions): Camera {
  const { selection, habits } = state;

  function screen(): Screen {
    const { lat, lng } = map.getCenter();
    const { clientWidth, clientHeight } = map.getContainer();
    return createScreen({ lat, lon: lng }, map.getZoom(), clientWidth, clientHeight);
  }

  function goTo(place: MercatorPoint): void {
    const { lat, lon } = fromMercator(place);
    map.easeTo({ center: [lon, lat], duration: isStill() ? 0 : MOVE_MS });
  }

  /** Whoever moves the map by hand wants to look elsewhere. */
  const letGo = () => {
    if (habits.peek().follow) habits.value = { ...habits.peek(), follow: false };
  };

  /** What is selected in the list or by the keyboard comes into view. */
  function goToSelected(): () => void {
    let isFirst = true;
    return effect(() => {
      void selection.value;
      // The address of the page says both what is selected and where one looks.
      if (isFirst) {
        isFirst = false;
        return;
      }
      const place = placeOfSelection();
      if (place === null) return;
      const now = screen();
      if (!isOnScreen(now, toScreen(now, place), INSIDE_PX)) goTo(place);
    });
  }

  map.on('dragstart', letGo);
  const stopGoing = goToSelected();
  return {
    screen,
    follow() {
      if (!habits.peek().follow || map.isMoving()) return;
      const place = placeOfSelection();
      if (place === null) return;
      const now = screen();
      if (hasLeftMiddle(toScreen(now, place), now)) goTo(place);
    },
    stop() {
      stopGoing();
      map.off('dragstart', letGo);
    },
  };
}
