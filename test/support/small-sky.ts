/** What flies over the lake: two drones and an aircraft close together, and a drone far to the east. Heard by two kits. */
const flying = [
  { type: 'drone', kit_id: 'kit-a', id: 'drone-near-low', lat: 47.66, lon: 9.48, alt: 450 },
  { type: 'drone', kit_id: 'kit-b', id: 'drone-near-high', lat: 47.67, lon: 9.5, alt: 900 },
  { type: 'drone', kit_id: 'kit-a', id: 'drone-far', lat: 47.66, lon: 11.5, alt: 700 },
  { type: 'aircraft', kit_id: 'kit-a', id: 'adsb-4b1613', hex: '4B1613', lat: 47.65, lon: 9.46, alt: 20_000 },
] as const;

/** Looks at the two drones and the aircraft that are close together, and not at the one in the east. */
export const NEAR = 'at=47.66/9.48/11.00';

/**
 * Pushes it, as of now, with a key where one is asked for. It is live as long as TRACK_TIMEOUT says.
 *
 * @throws {Error} it was not taken
 */
export async function pushSmallSky(url: string, key: string | null = null): Promise<void> {
  const time = Date.now() / 1000;
  const response = await fetch(`${url}/ingest`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({ source: 'sky', messages: flying.map((message) => ({ ...message, time })) }),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
}
