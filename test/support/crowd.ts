/** In one push. */
const BATCH = 500;
const CENTRE = { lat: 47.66, lon: 9.48 };
const SPREAD_DEG = { lat: 0.25, lon: 0.4 };
/** Multiples of these modulo 1 fill a square evenly. */
const EVEN = [0.754_877_666_2, 0.569_840_291] as const;

/** Where the drone with this number is after so many seconds: in a circle of its own. */
function droneAt(i: number, atS: number): Record<string, unknown> {
  const [x, y] = [(i * EVEN[0]) % 1, (i * EVEN[1]) % 1];
  const radiusDeg = 0.002 + 0.01 * x * y;
  const angle = 2 * Math.PI * x + atS / (20 + (i % 40));
  return {
    type: 'drone',
    id: `drone-crowd-${String(i).padStart(5, '0')}`,
    lat: CENTRE.lat + (y - 0.5) * 2 * SPREAD_DEG.lat + radiusDeg * Math.sin(angle),
    lon: CENTRE.lon + (x - 0.5) * 2 * SPREAD_DEG.lon + radiusDeg * Math.cos(angle),
    alt: 420 + (i % 37) * 15,
    speed: 4 + (i % 16),
    direction: Math.round(360 - (((angle * 180) / Math.PI) % 360)) % 360,
    rssi: -50 - (i % 45),
  };
}

export interface CrowdPush {
  readonly atMs?: number;
  /** Every so many drones report now, this one of so many times. */
  readonly turn?: { readonly of: number; readonly number: number };
}

/** Pushes where `count` drones are, as heard by a kit named crowd. @throws {Error} it was not taken */
export async function pushCrowd(
  url: string,
  count: number,
  { atMs = Date.now(), turn = { of: 1, number: 0 } }: CrowdPush = {},
): Promise<void> {
  const all = Array.from({ length: count }, (_, i) => i).filter((i) => i % turn.of === turn.number % turn.of);
  for (let first = 0; first < all.length; first += BATCH) {
    const messages = all
      .slice(first, first + BATCH)
      .map((i) => ({ ...droneAt(i, atMs / 1000), time: atMs / 1000 }));
    const response = await fetch(`${url}/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ source: 'crowd', messages }),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  }
}
