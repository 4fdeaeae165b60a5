import { effect } from '@preact/signals';
import type { AppState } from '../state/app-state.js';
import { hasLeftMiddle } from './following.js';
import type { Lookout } from './lookout.js';
import { fromMercator, type MercatorPoint } from './mercator.js';
import { createScreen, isOnScreen, toScreen, type Screen } from './screen.js';

const MOVE_MS = 700;
/** What is selected elsewhere must be at least so far inside of the map, or the map goes there. */
const INSIDE_PX = -40;

export interface CameraOptions {
  /** As large as the map. */
  readonly container: HTMLElement;
  /** The one of now. */
  readonly lookout: () => Lookout;
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
  /** Whoever moves the map by hand wants to look elsewhere. */
  letGo(): void;
  stop(): void;
}

export function createCamera({
  container,
  lookout,
  state,
  placeOfSelection,
  isStill,
}: CameraOptions): Camera {
  const { selection, habits } = state;

  function screen(): Screen {
    const { clientWidth, clientHeight } = container;
    return createScreen(lookout().center(), lookout().zoom(), clientWidth, clientHeight);
  }

  function goTo(place: MercatorPoint): void {
    lookout().goTo(fromMercator(place), isStill() ? 0 : MOVE_MS);
  }

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

  return {
    screen,
    follow() {
      if (!habits.peek().follow || lookout().isMoving()) return;
      const place = placeOfSelection();
      if (place === null) return;
      const now = screen();
      if (hasLeftMiddle(toScreen(now, place), now)) goTo(place);
    },
    letGo() {
      if (habits.peek().follow) habits.value = { ...habits.peek(), follow: false };
    },
    stop: goToSelected(),
  };
}
