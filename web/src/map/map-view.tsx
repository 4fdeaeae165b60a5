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
  readonly basemap: Basemap;
}

/** The map fills what it is in. What it is given stays the same as long as the page is open. */
export function MapView({ state, graphql, theme, flownPath, basemap }: MapViewProps) {
  const container = useRef<HTMLDivElement>(null);
  const [isImpossible, setImpossible] = useState(false);
  useEffect(() => {
    if (container.current === null) return undefined;
    try {
      return openLiveMap({
        container: container.current,
        state,
        theme,
        flownPath,
        basemap,
        askTrails: createTrailQuestion(graphql),
      });
    } catch (error) {
      // Old graphics drivers and hardened browsers have no WebGL 2. Everything but the map works without.
      console.warn('The map cannot be drawn.', error);
      setImpossible(true);
      return undefined;
    }
  }, [state, graphql, theme, flownPath, basemap]);
  return (
    <div class="live-map">
      {isImpossible && (
        <p class="live-map-problem" role="status">
          This browser cannot draw the map: it needs WebGL 2. The list has everything that is on it.
        </p>
      )}
      <div class="live-map-ground" ref={container} hidden={isImpossible} />
    </div>
  );
}
