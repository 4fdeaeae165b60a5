import { signal, type ReadonlySignal } from '@preact/signals';
import type { MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import type { AppState, Selection } from '../state/app-state.js';
import { isSame } from './overlay/frame.js';
import { MOUSE_REACH_PX, TOUCH_REACH_PX } from './overlay/hit-test.js';
import type { Point } from './screen.js';

/** What the mouse is over. */
export interface Pointing {
  readonly hovered: ReadonlySignal<Selection | null>;
  stop(): void;
}

/** A click selects what is there, or nothing. `whatIsAt` says what is to be seen at a point. */
export function watchPointer(
  map: MapLibreMap,
  whatIsAt: (point: Point, reachPx: number) => Selection | null,
  { selection }: Pick<AppState, 'selection'>,
): Pointing {
  const hovered = signal<Selection | null>(null);
  const isCoarse = window.matchMedia('(pointer: coarse)');

  const select = ({ point }: MapMouseEvent) => {
    const next = whatIsAt(point, isCoarse.matches ? TOUCH_REACH_PX : MOUSE_REACH_PX);
    if (!isSame(next, selection.peek())) selection.value = next;
  };
  const hover = ({ point }: MapMouseEvent) => {
    const next = whatIsAt(point, MOUSE_REACH_PX);
    if (next === hovered.peek() || isSame(next, hovered.peek())) return;
    hovered.value = next;
    map.getCanvas().style.cursor = next === null ? '' : 'pointer';
  };
  const leave = () => {
    hovered.value = null;
  };
  map.on('click', select);
  map.on('mousemove', hover);
  map.on('mouseout', leave);
  return {
    hovered,
    stop() {
      map.off('click', select);
      map.off('mousemove', hover);
      map.off('mouseout', leave);
    },
  };
}
