import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import coarseUrl from 'world-atlas/countries-110m.json?url';
import fineUrl from 'world-atlas/countries-50m.json?url';
import { emptyBasemap, type BasemapStyle } from './basemap-style.js';
import { unwrapLand } from './unwrap.js';

interface WorldAtlas extends Topology {
  readonly objects: { countries: GeometryCollection; land: GeometryCollection };
}

/** A fortieth of the page at 1 : 110 million, or a third more at 1 : 50 million. */
export type WorldDetail = 'coarse' | 'fine';

const urls: Readonly<Record<WorldDetail, string>> = { coarse: coarseUrl, fine: fineUrl };

/** Coasts and borders of the world, of Natural Earth: part of the page, so that there is a map where there is no internet. */
export async function loadWorldBasemap(detail: WorldDetail): Promise<BasemapStyle> {
  const response = await fetch(urls[detail]);
  if (!response.ok) throw new Error(`The world is not there: status ${response.status}.`);
  const atlas = (await response.json()) as WorldAtlas;
  const { features } = feature(atlas, atlas.objects.land);
  const land = {
    type: 'FeatureCollection' as const,
    features: features.map((each) => ({ ...each, geometry: unwrapLand(each.geometry) })),
  };
  const borders = mesh(atlas, atlas.objects.countries, (a, b) => a !== b);

  return (palette) => {
    const empty = emptyBasemap(palette);
    return {
      ...empty,
      sources: {
        land: { type: 'geojson', data: land, attribution: 'Natural Earth' },
        borders: { type: 'geojson', data: borders },
      },
      layers: [
        ...empty.layers,
        // Its edge is the coast, which is drawn as a line.
        {
          id: 'land',
          type: 'fill',
          source: 'land',
          paint: { 'fill-color': palette.land, 'fill-antialias': false },
        },
        {
          id: 'coast',
          type: 'line',
          source: 'land',
          paint: { 'line-color': palette.border, 'line-width': 0.75 },
        },
        {
          id: 'borders',
          type: 'line',
          source: 'borders',
          layout: { 'line-cap': 'round', 'line-join': 'round' },
          paint: { 'line-color': palette.border, 'line-width': 1, 'line-dasharray': [4, 2] },
        },
      ],
    };
  };
}
