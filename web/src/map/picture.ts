import type { ReadonlySignal } from '@preact/signals';
import type { AppState, Selection } from '../state/app-state.js';
import type { Camera } from './camera.js';
import { nextLookMs } from './motion/pacing.js';
import { createBackdrop } from './overlay/backdrop.js';
import { createCovers } from './overlay/covers.js';
import type { DrawnTracks } from './overlay/drawn-tracks.js';
import { createOverlay } from './overlay/overlay.js';
import { createPainter } from './overlay/painter.js';
import type { Palette } from './palette.js';
import type { Point } from './screen.js';
import type { LiveTrails } from './trails/live-trails.js';
import type { TrailPoint } from './trails/trail-point.js';

/** Of the time, so much at most goes into drawing what moves, and so much into what grows. */
const SHARES = { overlay: 0.35, backdrop: 0.15 } as const;
/** Panels and buttons that lie over the map. */
const COVERS = '.maplibregl-ctrl, [data-covers-map]';

export interface PictureOptions {
  /** The canvases are laid over what is in it. */
  readonly container: HTMLElement;
  readonly state: AppState;
  readonly palette: ReadonlySignal<Palette>;
  readonly path: ReadonlySignal<readonly TrailPoint[]>;
  readonly hovered: ReadonlySignal<Selection | null>;
  readonly drawnTracks: DrawnTracks;
  readonly trails: () => LiveTrails['shown'];
  readonly camera: Camera;
  /** Server time, ms. */
  readonly now: () => number;
  /** It has been drawn. */
  readonly onDrawn: () => void;
}

/** What is over the ground, on two canvases that are drawn when they have changed and no sooner: what grows, and what moves. */
export interface Picture {
  /** From now on it is drawn: an empty one would be in the way of the first. */
  show(): void;
  /** What moves is other than it was drawn. */
  changed(): void;
  /** And what grows as well. */
  allChanged(): void;
  /** The map may show another place. */
  moved(): void;
  /** What is to be seen at a point. */
  at(point: Point, reachPx: number): Selection | null;
  /** There is graphics hardware: until it is known to be, the processor draws. */
  useHardware(): void;
  stop(): void;
}

export function createPicture(options: PictureOptions): Picture {
  const { container, state, palette, path, hovered, drawnTracks, trails, camera, now, onDrawn } = options;
  const covers = createCovers(container, () =>
    (container.closest('main') ?? container).querySelectorAll(COVERS),
  );
  let isShown = false;
  let layers = addLayers(true);
  /** What others have taken the place of, until these are drawn. */
  const outdated: { backdrop?: HTMLCanvasElement; overlay?: HTMLCanvasElement } = {};

  function addCanvas(name: string): HTMLCanvasElement {
    const canvas = document.createElement('canvas');
    canvas.className = name;
    canvas.setAttribute('aria-hidden', 'true');
    container.append(canvas);
    return canvas;
  }

  function addLayers(isSoftware: boolean) {
    const canvases = { backdrop: addCanvas('map-backdrop'), overlay: addCanvas('map-overlay') };
    return {
      canvases,
      backdrop: createBackdrop({ canvas: canvases.backdrop, isSoftware }),
      overlay: createOverlay({ canvas: canvases.overlay, state, drawnTracks, isSoftware }),
    };
  }

  const overlayPainter = createPainter({
    draw() {
      const movement = layers.overlay.draw({
        screen: camera.screen(),
        palette: palette.peek(),
        hovered: hovered.peek(),
        covered: [...covers.boxes(), ...layers.backdrop.written()],
        nowMs: now(),
      });
      outdated.overlay?.remove();
      camera.follow();
      onDrawn();
      return nextLookMs(movement);
    },
    moveAlong: () => layers.overlay.moveAlong(camera.screen()),
    share: SHARES.overlay,
  });
  const backdropPainter = createPainter({
    draw() {
      layers.backdrop.draw({
        screen: camera.screen(),
        palette: palette.peek(),
        covered: covers.boxes(),
        coordinates: state.habits.peek().coordinates,
        trails: trails(),
        flownPath: path.peek(),
      });
      outdated.backdrop?.remove();
      return null;
    },
    moveAlong: () => layers.backdrop.moveAlong(camera.screen()),
    share: SHARES.backdrop,
  });

  function changed(): void {
    if (isShown) overlayPainter.changed();
  }

  function allChanged(): void {
    changed();
    if (isShown) backdropPainter.changed();
  }

  function moved(): void {
    if (!isShown) return;
    const screen = camera.screen();
    if (!layers.backdrop.isDrawnOf(screen)) backdropPainter.moved();
    if (!layers.overlay.isDrawnOf(screen)) overlayPainter.moved();
  }

  return {
    show() {
      if (isShown) return;
      isShown = true;
      allChanged();
    },
    changed,
    allChanged,
    moved,
    at: (...at) => layers.overlay.at(camera.screen(), ...at),
    useHardware() {
      Object.assign(outdated, layers.canvases);
      layers = addLayers(false);
      allChanged();
    },
    stop() {
      overlayPainter.stop();
      backdropPainter.stop();
      for (const canvas of [...Object.values(outdated), ...Object.values(layers.canvases)]) canvas.remove();
    },
  };
}
