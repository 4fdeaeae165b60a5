import type { LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../palette.js';

/** What a layer of an archive is, by the names that Protomaps and OpenMapTiles give them. */
const ROLES = {
  land: ['earth'],
  green: ['landuse', 'landcover', 'park'],
  water: ['water'],
  waterway: ['waterway', 'physical_line'],
  building: ['buildings', 'building'],
  road: ['roads', 'transportation', 'transit'],
  border: ['boundaries', 'boundary'],
  place: ['places', 'place'],
} as const;

type Role = keyof typeof ROLES;

/** Calm layers for the vector tiles of an archive: a layer whose name says nothing to us is left out. */
export function vectorLayers(
  source: string,
  layerNames: readonly string[],
  palette: Palette,
): LayerSpecification[] {
  const roles = Object.keys(ROLES) as Role[];
  return roles.flatMap((role) =>
    layerNames
      .filter((name) => (ROLES[role] as readonly string[]).includes(name))
      .map((name) => layerOf(role, { id: `${source}-${name}`, source, 'source-layer': name }, palette)),
  );
}

interface LayerBase {
  readonly id: string;
  readonly source: string;
  readonly 'source-layer': string;
}

function layerOf(role: Role, base: LayerBase, palette: Palette): LayerSpecification {
  switch (role) {
    case 'land':
      return { ...base, type: 'fill', paint: { 'fill-color': palette.land } };
    case 'green':
      return { ...base, type: 'fill', paint: { 'fill-color': palette.green } };
    case 'water':
      return { ...base, type: 'fill', paint: { 'fill-color': palette.water } };
    case 'waterway':
      return { ...base, type: 'line', paint: { 'line-color': palette.water } };
    case 'building':
      return { ...base, type: 'fill', minzoom: 13, paint: { 'fill-color': palette.built } };
    case 'road':
      return {
        ...base,
        type: 'line',
        paint: {
          'line-color': palette.road,
          'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 6, 0.4, 12, 1, 18, 8],
        },
      };
    case 'border':
      return { ...base, type: 'line', paint: { 'line-color': palette.border, 'line-dasharray': [4, 2] } };
    case 'place':
      return {
        ...base,
        type: 'symbol',
        layout: { 'text-field': ['get', 'name'], 'text-size': 12, 'text-padding': 12, 'text-max-width': 8 },
        paint: {
          'text-color': palette.mutedText,
          'text-halo-color': palette.halo,
          'text-halo-width': 1.5,
        },
      };
  }
}
