import { addProtocol } from 'maplibre-gl';
import type { StyleSpecification } from 'maplibre-gl';
import { PMTiles, Protocol, TileType } from 'pmtiles';
import type { BasemapStyle } from './basemap-style.js';
import { vectorLayers } from './vector-layers.js';

const SOURCE = 'archive';

/** An archive of tiles in one file, which is read by ranges; where it ends, `world` is below. Vector or raster tiles. */
export async function loadArchiveBasemap(url: string, world: BasemapStyle): Promise<BasemapStyle> {
  const absoluteUrl = new URL(url, document.baseURI).href;
  const archive = new PMTiles(absoluteUrl);
  // With it comes whose map it is, which licences ask to be shown.
  const protocol = new Protocol({ metadata: true });
  protocol.add(archive);
  addProtocol('pmtiles', protocol.tile);
  const [{ tileType }, metadata] = await Promise.all([archive.getHeader(), archive.getMetadata()]);
  const isVector = tileType === TileType.Mvt;
  const layerNames = vectorLayerNames(metadata);

  return (palette) => {
    const below = world(palette);
    if (typeof below === 'string') return below;
    const tiles = `pmtiles://${absoluteUrl}`;
    const source: StyleSpecification['sources'][string] = isVector
      ? { type: 'vector', url: tiles }
      : { type: 'raster', url: tiles, tileSize: 256 };
    return {
      ...below,
      sources: { ...below.sources, [SOURCE]: source },
      layers: [
        ...below.layers,
        ...(isVector
          ? vectorLayers(SOURCE, layerNames, palette)
          : [{ id: SOURCE, type: 'raster' as const, source: SOURCE }]),
      ],
    };
  };
}

/** The ids in `vector_layers`, which archives carry as TileJSON does. */
function vectorLayerNames(metadata: unknown): string[] {
  const layers: unknown = (metadata as { vector_layers?: unknown } | null)?.vector_layers;
  if (!Array.isArray(layers)) return [];
  return layers.flatMap((layer: unknown) => {
    const id: unknown = (layer as { id?: unknown } | null)?.id;
    return typeof id === 'string' ? [id] : [];
  });
}
