import { forward } from 'mgrs';

interface Place {
  readonly lat: number;
  readonly lon: number;
}

export type CoordinateSystem = 'latlon' | 'mgrs';

/** Five decimals and five digits each way: about a metre, which is finer than any kit measures. */
export function formatPlace({ lat, lon }: Place, system: CoordinateSystem): string {
  return system === 'mgrs' && hasGrid(lat)
    ? grid(lat, lon)
    : `${degrees(lat, 'N', 'S')} ${degrees(lon, 'E', 'W')}`;
}

/** The grid of the military reference system ends before the poles. */
const hasGrid = (lat: number) => lat >= -80 && lat <= 84;

/** `32TNT3456778901` as `32T NT 34567 78901`, the way it is read out over radio. */
function grid(lat: number, lon: number): string {
  const text = forward([lon, lat], 5);
  const parts = /^(\d{1,2}[A-Z])([A-Z]{2})(\d{5})(\d{5})$/.exec(text);
  return parts === null ? text : parts.slice(1).join(' ');
}

function degrees(value: number, positive: string, negative: string): string {
  return `${Math.abs(value).toFixed(5)}° ${value < 0 ? negative : positive}`;
}
