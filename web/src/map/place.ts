/** Somewhere on Earth, WGS-84 degrees. */
export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** What has to be known of a thing before it can be drawn. */
export function placeOf(thing: { readonly lat: number | null; readonly lon: number | null }): Place | null {
  const { lat, lon } = thing;
  return lat === null || lon === null ? null : { lat, lon };
}
