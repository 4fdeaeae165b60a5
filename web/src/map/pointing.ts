import { signal, type ReadonlySignal } from '@preact/signals';
import type { AppState, Selection } from '../state/app-state.js';
import { isSame } from './overlay/frame.js';
import { MOUSE_REACH_PX, TOUCH_REACH_PX } from './overlay/hit-test.js';
import type { Point } from './screen.js';

/** What mouse and fingers point at. */
export interface Pointing {
  /** What the mouse is over. */
  readonly hovered: ReadonlySignal<Selection | null>;
  /** Selects what is there, or nothing. */
  select(point: Point): void;
  hover(point: Point): void;
  leave(): void;
}

/** `whatIsAt` says what is to be seen at a point. */
export function createPointing(
  whatIsAt: (point: Point, reachPx: number) => Selection | null,
  { selection }: Pick<AppState, 'selection'>,
): Pointing {
  const hovered = signal<Selection | null>(null);
  const isCoarse = window.matchMedia('(pointer: coarse)');
  const put = (where: typeof selection, next: Selection | null) => {
    if (!isSame(next, where.peek())) where.value = next;
  };
  return {
    hovered,
    select: (point) => put(selection, whatIsAt(point, isCoarse.matches ? TOUCH_REACH_PX : MOUSE_REACH_PX)),
    hover: (point) => put(hovered, whatIsAt(point, MOUSE_REACH_PX)),
    leave: () => put(hovered, null),
  };
}

/** For as long as there is nothing that tells a click from a drag. Result: ends that. */
export function pointOn(element: HTMLElement, pointing: Pointing): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const at = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  element.addEventListener('click', (event) => pointing.select(at(event)), { signal });
  element.addEventListener('mousemove', (event) => pointing.hover(at(event)), { signal });
  element.addEventListener('mouseleave', () => pointing.leave(), { signal });
  return () => listening.abort();
}
