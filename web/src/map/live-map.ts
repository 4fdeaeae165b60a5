import { computed, effect, type ReadonlySignal } from '@preact/signals';
import type { Basemap } from '../map-config.js';
import type { AppState } from '../state/app-state.js';
import { emptyBasemap } from './basemap/basemap-style.js';
import { createCamera } from './camera.js';
import { layGround } from './ground.js';
import { addScale, createMap } from './maplibre-map.js';
import { nextLookMs } from './motion/pacing.js';
import { createBackdrop } from './overlay/backdrop.js';
import { createCovers } from './overlay/covers.js';
import { createDrawnTracks } from './overlay/drawn-tracks.js';
import { createOverlay } from './overlay/overlay.js';
import { createPainter } from './overlay/painter.js';
import { isSoftwareRendered } from './overlay/software-rendering.js';
import { palettes, type Theme } from './palette.js';
import { placeOfSelection } from './place-of-selection.js';
import { watchPointer } from './pointing.js';
import { createLiveTrails } from './trails/live-trails.js';
import { toTrailPoint, type TrailReport } from './trails/trail-point.js';
import type { TrailRequestOptions } from './trails/trail-requests.js';
import { syncView } from './view-sync.js';

/** Of the time, so much at most goes into drawing what moves, and so much into what grows. */
const SHARES = { overlay: 0.35, backdrop: 0.15 } as const;
/** Panels and buttons that lie over the map. */
const COVERS = '.maplibregl-ctrl, [data-covers-map]';

/** A point of a line that was flown. */
export type PathPoint = Omit<TrailReport, 'timeMs'>;

export interface LiveMapOptions {
  /** Empty; the map fills it. */
  readonly container: HTMLElement;
  readonly state: AppState;
  readonly theme: ReadonlySignal<Theme>;
  /** The line of the selected aircraft over a range; null when there is none to draw. */
  readonly flownPath: ReadonlySignal<readonly PathPoint[] | null>;
  readonly basemap: Basemap;
  readonly askTrails: TrailRequestOptions['ask'];
}

/**
 * The live picture on a map, in three layers that are drawn when they have changed and no sooner: the ground, by MapLibre;
 * what grows, such as trails; and what moves. Result: takes it down.
 */
export function openLiveMap({
  container,
  state,
  theme,
  flownPath,
  basemap,
  askTrails,
}: LiveMapOptions): () => void {
  const palette = computed(() => palettes[theme.value]);
  const path = computed(() => (flownPath.value ?? []).map((point) => toTrailPoint({ ...point, timeMs: 0 })));
  const serverNow = () => Date.now() + state.clockOffsetMs.peek();
  const lessMotion = window.matchMedia('(prefers-reduced-motion: reduce)');

  const map = createMap({ container, view: state.view.peek(), style: emptyBasemap(palette.peek()) });
  const isSoftware = isSoftwareRendered(map.getCanvas());
  if (isSoftware) map.setPixelRatio(1);
  const ground = layGround(map, basemap, palette.peek());
  const scale = addScale(map);
  const addCanvas = (name: string) => {
    const canvas = document.createElement('canvas');
    canvas.className = name;
    canvas.setAttribute('aria-hidden', 'true');
    map.getCanvasContainer().append(canvas);
    return canvas;
  };
  const backdrop = createBackdrop({ canvas: addCanvas('map-backdrop'), isSoftware });
  const drawnTracks = createDrawnTracks();
  const overlay = createOverlay({ canvas: addCanvas('map-overlay'), state, drawnTracks, isSoftware });
  const covers = createCovers(container, () =>
    (container.closest('main') ?? container).querySelectorAll(COVERS),
  );
  const camera = createCamera({
    map,
    state,
    placeOfSelection: () => placeOfSelection(state.selection.peek(), state, drawnTracks, serverNow()),
    isStill: () => lessMotion.matches,
  });
  const pointing = watchPointer(map, (...at) => overlay.at(camera.screen(), ...at), state);
  const trails = createLiveTrails({ ask: askTrails, onHistory: () => backdropPainter.changed() });

  const overlayPainter = createPainter({
    draw() {
      const movement = overlay.draw({
        screen: camera.screen(),
        palette: palette.peek(),
        hovered: pointing.hovered.peek(),
        covered: [...covers.boxes(), ...backdrop.written()],
        nowMs: serverNow(),
      });
      camera.follow();
      return nextLookMs(movement);
    },
    moveAlong: () => overlay.moveAlong(camera.screen()),
    share: SHARES.overlay,
  });
  const backdropPainter = createPainter({
    draw() {
      backdrop.draw({
        screen: camera.screen(),
        palette: palette.peek(),
        covered: covers.boxes(),
        coordinates: state.habits.peek().coordinates,
        trails: trails.shown,
        flownPath: path.peek(),
      });
      return null;
    },
    moveAlong: () => backdrop.moveAlong(camera.screen()),
    share: SHARES.backdrop,
  });

  // In the frame in which MapLibre draws, so that all layers show the same place.
  const onRender = () => {
    const screen = camera.screen();
    if (!backdrop.isDrawnOf(screen)) backdropPainter.moved();
    if (!overlay.isDrawnOf(screen)) overlayPainter.moved();
  };
  map.on('render', onRender);
  const unsync = syncView(map, state);

  const stops = [
    effect(() => {
      void state.tracksVersion.value;
      drawnTracks.update(state.tracks, serverNow(), !lessMotion.matches);
      trails.observe(state.tracks);
      overlayPainter.changed();
      backdropPainter.changed();
    }),
    effect(() => {
      void state.kits.value;
      void state.signals.value;
      void state.selection.value;
      void pointing.hovered.value;
      overlayPainter.changed();
    }),
    effect(() => {
      const { units, trails: wantsTrails } = state.habits.value;
      scale.setUnit(units);
      trails.setShown(wantsTrails);
      overlayPainter.changed();
      backdropPainter.changed();
    }),
    effect(() => {
      ground.setPalette(palette.value);
      void path.value;
      overlayPainter.changed();
      backdropPainter.changed();
    }),
  ];

  return () => {
    for (const stop of stops) stop();
    for (const each of [camera, trails, pointing, overlayPainter, backdropPainter, ground]) each.stop();
    unsync();
    map.remove();
  };
}
