// Here and not with the ground: Vite does not load a style again that could not be loaded.
import 'maplibre-gl/dist/maplibre-gl.css';
import './map.css';
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { GraphQL } from '../graphql.js';
import type { Basemap } from '../map-config.js';
import type { AppState } from '../state/app-state.js';
import { openLiveMap, type PathPoint } from './live-map.js';
import type { Theme } from './palette.js';
import { createTrailQuestion } from './trails/ask-trails.js';

export interface MapViewProps {
  readonly state: AppState;
  readonly graphql: GraphQL;
  readonly theme: ReadonlySignal<Theme>;
  readonly flownPath: ReadonlySignal<readonly PathPoint[] | null>;
  /** Null until it is known. */
  readonly basemap: ReadonlySignal<Basemap | null>;
}

/** The map fills what it is in. What it is given stays the same as long as the page is open. */
export function MapView({ state, graphql, theme, flownPath, basemap }: MapViewProps) {
  const container = useRef<HTMLDivElement>(null);
  const [isGroundless, setGroundless] = useState(false);
  useEffect(() => {
    if (container.current === null) return undefined;
    return openLiveMap({
      container: container.current,
      state,
      theme,
      flownPath,
      basemap,
      askTrails: createTrailQuestion(graphql),
      onGroundless: () => setGroundless(true),
    });
  }, [state, graphql, theme, flownPath, basemap]);
  return (
    <>
      <div class="live-map" ref={container} />
      {isGroundless && (
        <p class="live-map-problem" role="status" data-covers-map>
          This browser cannot draw the map below the picture: it needs WebGL 2. What is selected in the list
          is shown.
        </p>
      )}
    </>
  );
}
