import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Basemap } from '../map-config.js';
import type { AppState } from '../state/app-state.js';
import { createCamera } from './camera.js';
import type { Ground } from './ground/ground.js';
import { createStillLookout } from './lookout.js';
import { createDrawnTracks } from './overlay/drawn-tracks.js';
import { palettes, type Theme } from './palette.js';
import { createPicture } from './picture.js';
import { placeOfSelection } from './place-of-selection.js';
import { createPointing, pointOn } from './pointing.js';
import { createLiveTrails } from './trails/live-trails.js';
import { toTrailPoint, type TrailReport } from './trails/trail-point.js';
import type { TrailRequestOptions } from './trails/trail-requests.js';

/** The ground waits for the first picture, and not for longer: the server may be away, or ask for a key. */
const GROUND_AT_LATEST_MS = 2_500;
/** A server that is away is back soon. */
const LOAD_AGAIN_MS = 3_000;
const EVERYWHERE = { minLat: -90, maxLat: 90, minLon: -180, maxLon: 180 };

/** When the browser has shown what was drawn now. */
const afterFrame = (then: () => void) => requestAnimationFrame(() => setTimeout(then));

/** A point of a line that was flown. */
export type PathPoint = Omit<TrailReport, 'timeMs'>;

export interface LiveMapOptions {
  /** Empty; the map fills it. */
  readonly container: HTMLElement;
  readonly state: AppState;
  readonly theme: ReadonlySignal<Theme>;
  /** The line of the selected aircraft over a range; null when there is none to draw. */
  readonly flownPath: ReadonlySignal<readonly PathPoint[] | null>;
  /** Null until it is known. */
  readonly basemap: ReadonlySignal<Basemap | null>;
  readonly askTrails: TrailRequestOptions['ask'];
  /** This browser can draw no ground. The picture stays, and everything is asked for, as nobody can move it. */
  readonly onGroundless: () => void;
}

/**
 * The live picture on a map: the picture comes first, and below it, when it is there, the ground, which is most of what the
 * page weighs. Result: takes it down.
 */
export function openLiveMap(options: LiveMapOptions): () => void {
  const { container, state, theme, flownPath, basemap, askTrails, onGroundless } = options;
  const palette = computed(() => palettes[theme.value]);
  const path = computed(() => (flownPath.value ?? []).map((point) => toTrailPoint({ ...point, timeMs: 0 })));
  const ground = signal<Ground | null>(null);
  const isGroundDue = signal(false);
  const serverNow = () => Date.now() + state.clockOffsetMs.peek();
  const lessMotion = window.matchMedia('(prefers-reduced-motion: reduce)');
  const below = document.createElement('div');
  below.className = 'live-map-ground';
  container.append(below);

  const stillLookout = createStillLookout(state.view);
  const drawnTracks = createDrawnTracks();
  const camera = createCamera({
    container,
    lookout: () => ground.peek() ?? stillLookout,
    state,
    placeOfSelection: () => placeOfSelection(state.selection.peek(), state, drawnTracks, serverNow()),
    isStill: () => lessMotion.matches,
  });
  const pointing = createPointing((...at) => picture.at(...at), state);
  const endStillPointing = pointOn(container, pointing);
  const trails = createLiveTrails({ ask: askTrails, onHistory: () => picture.allChanged() });
  const picture = createPicture({
    container,
    state,
    palette,
    path,
    hovered: pointing.hovered,
    drawnTracks,
    trails: () => trails.shown,
    camera,
    now: serverNow,
    onDrawn() {
      if (!isGroundDue.peek()) afterFrame(() => (isGroundDue.value = true));
    },
  });
  const atLatest = setTimeout(() => (isGroundDue.value = true), GROUND_AT_LATEST_MS);
  const resizes = new ResizeObserver(() => picture.moved());
  resizes.observe(container);

  let isClosed = false;
  let loadAgain: ReturnType<typeof setTimeout> | undefined;
  async function lay(what: Basemap): Promise<void> {
    const loaded = await import('./ground/ground.js').catch((error: unknown) => {
      console.warn('The map below the picture cannot be loaded.', error);
      loadAgain = setTimeout(() => void lay(what), LOAD_AGAIN_MS);
    });
    if (loaded === undefined || isClosed) return;
    try {
      const opened = loaded.openGround({
        container: below,
        state,
        basemap: what,
        palette: palette.peek(),
        pointing,
        onRender: () => picture.moved(),
        onDrag: () => camera.letGo(),
      });
      endStillPointing();
      ground.value = opened;
      if (!opened.isSoftware) picture.useHardware();
    } catch (error) {
      // Old graphics drivers and hardened browsers have no WebGL 2. Everything but the ground works without.
      console.warn('The map below the picture cannot be drawn.', error);
      below.remove();
      state.bounds.value = EVERYWHERE;
      onGroundless();
    }
  }

  const stops = [
    effect(() => {
      if (state.tracksVersion.value > 0 || isGroundDue.value) picture.show();
    }),
    effect(() => {
      if (isGroundDue.value && basemap.value !== null) void lay(basemap.value);
    }),
    effect(() => {
      void state.tracksVersion.value;
      drawnTracks.update(state.tracks, serverNow(), !lessMotion.matches);
      trails.observe(state.tracks);
      picture.allChanged();
    }),
    effect(() => {
      void state.kits.value;
      void state.signals.value;
      void state.selection.value;
      void pointing.hovered.value;
      picture.changed();
    }),
    effect(() => {
      const { units, trails: wantsTrails } = state.habits.value;
      ground.value?.setUnits(units);
      trails.setShown(wantsTrails);
      picture.allChanged();
    }),
    effect(() => {
      container.style.background = palette.value.water;
      ground.value?.setPalette(palette.value);
      void path.value;
      picture.allChanged();
    }),
    effect(() => {
      void state.view.value;
      if (ground.value === null) picture.moved();
    }),
  ];

  return () => {
    isClosed = true;
    clearTimeout(atLatest);
    clearTimeout(loadAgain);
    resizes.disconnect();
    endStillPointing();
    for (const stop of stops) stop();
    for (const each of [camera, trails, picture]) each.stop();
    ground.peek()?.stop();
    below.remove();
  };
}
