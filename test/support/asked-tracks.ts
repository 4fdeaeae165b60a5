import { TracksDocument } from '../../operations/generated/graphql.js';
import { documentIdOf } from '../../web/src/graphql.js';
import type { MapPage } from './map-page.js';

interface Subscribe {
  readonly type: string;
  readonly payload?: {
    readonly extensions?: { readonly persistedQuery?: { readonly sha256Hash?: string } };
    readonly variables?: { readonly filter?: AskedFilter };
  };
}

export interface AskedFilter {
  readonly bbox?: {
    readonly minLat: number;
    readonly minLon: number;
    readonly maxLat: number;
    readonly maxLon: number;
  };
  readonly kinds?: readonly string[];
  readonly kitIds?: readonly string[];
  readonly droneIds?: readonly string[];
  readonly search?: string;
  readonly minAltitudeM?: number;
  readonly maxAltitudeM?: number;
}

/** The filters of all subscriptions to the tracks of the map that a page has sent, oldest first. */
export function askedTracks({ sent }: Pick<MapPage, 'sent'>): readonly AskedFilter[] {
  const document = documentIdOf(TracksDocument).replace('sha256:', '');
  return (sent as unknown as readonly Subscribe[])
    .filter(({ type, payload }) => {
      const isTracks = payload?.extensions?.persistedQuery?.sha256Hash === document;
      // What is selected has a subscription of its own.
      return type === 'subscribe' && isTracks && payload.variables?.filter?.droneIds === undefined;
    })
    .map(({ payload }) => payload?.variables?.filter ?? {});
}

/** Whether a place is in the area that was asked for. */
export function covers(filter: AskedFilter | undefined, lat: number, lon: number): boolean {
  const box = filter?.bbox;
  if (box === undefined) return false;
  return box.minLat < lat && lat < box.maxLat && box.minLon < lon && lon < box.maxLon;
}
