import type { StyleSpecification } from 'maplibre-gl';
import type { Palette } from '../palette.js';

/** What the map is drawn on, in the colours of a palette; a text is the address of a style that has its own. */
export type BasemapStyle = (palette: Palette) => StyleSpecification | string;

/** Water and nothing else: there from the first frame on, until the rest has been loaded. */
export const emptyBasemap = ({ water }: Palette): StyleSpecification => ({
  version: 8,
  sources: {},
  layers: [{ id: 'water', type: 'background', paint: { 'background-color': water } }],
});
