/** What the map is drawn on: what comes with the page, an archive on the server, or somebody's style. */
export type Basemap =
  { readonly kind: 'world' } | { readonly kind: 'pmtiles' | 'style'; readonly url: string };

/** What the page has to know of its server before it may ask anything. */
export interface MapConfig {
  readonly version: string;
  /** Whether operations need a key. */
  readonly needsKey: boolean;
  readonly basemap: Basemap;
}

/** @throws {Error} the server cannot be reached, or is no Airpicture */
export async function loadMapConfig(signal?: AbortSignal): Promise<MapConfig> {
  const response = await fetch('/map-config.json', signal === undefined ? {} : { signal });
  if (!response.ok) throw new Error(`The server answers with status ${response.status}.`);
  return (await response.json()) as MapConfig;
}
