import { UNKNOWN } from './unknown.js';

export type UnitSystem = 'metric' | 'imperial' | 'nautical';

interface Unit {
  readonly symbol: string;
  /** How many of it are in one SI unit. */
  readonly perSi: number;
}

const METRE: Unit = { symbol: 'm', perSi: 1 };
const KILOMETRE: Unit = { symbol: 'km', perSi: 1 / 1000 };
const FOOT: Unit = { symbol: 'ft', perSi: 1 / 0.3048 };
const MILE: Unit = { symbol: 'mi', perSi: 1 / 1609.344 };
const NAUTICAL_MILE: Unit = { symbol: 'NM', perSi: 1 / 1852 };

interface Units {
  readonly altitude: Unit;
  readonly speed: Unit;
  readonly verticalSpeed: Unit;
  readonly nearby: Unit;
  readonly far: Unit;
}

const systems: Readonly<Record<UnitSystem, Units>> = {
  metric: {
    altitude: METRE,
    speed: { symbol: 'm/s', perSi: 1 },
    verticalSpeed: { symbol: 'm/s', perSi: 1 },
    nearby: METRE,
    far: KILOMETRE,
  },
  imperial: {
    altitude: FOOT,
    speed: { symbol: 'mph', perSi: 3600 / 1609.344 },
    verticalSpeed: { symbol: 'ft/min', perSi: 60 / 0.3048 },
    nearby: FOOT,
    far: MILE,
  },
  nautical: {
    altitude: FOOT,
    speed: { symbol: 'kn', perSi: 3600 / 1852 },
    verticalSpeed: { symbol: 'ft/min', perSi: 60 / 0.3048 },
    nearby: METRE,
    far: NAUTICAL_MILE,
  },
};

export type Quantity = keyof Pick<Units, 'altitude' | 'speed' | 'verticalSpeed'>;

export function unitSymbol(quantity: Quantity, system: UnitSystem): string {
  return systems[system][quantity].symbol;
}

/** The number alone, for charts. */
export function inUnit(si: number, quantity: Quantity, system: UnitSystem): number {
  return si * systems[system][quantity].perSi;
}

/** The other way, for what people type. */
export function toSi(value: number, quantity: Quantity, system: UnitSystem): number {
  return value / systems[system][quantity].perSi;
}

export function formatAltitude(altitudeM: number | null, system: UnitSystem): string {
  return withUnit(altitudeM, systems[system].altitude, 0);
}

export function formatSpeed(speedMps: number | null, system: UnitSystem): string {
  return withUnit(speedMps, systems[system].speed, 0);
}

/** With its sign, because up and down are what one looks for. */
export function formatVerticalSpeed(verticalSpeedMps: number | null, system: UnitSystem): string {
  if (verticalSpeedMps === null) return UNKNOWN;
  const unit = systems[system].verticalSpeed;
  const value = verticalSpeedMps * unit.perSi;
  const digits = unit.perSi === 1 ? 1 : 0;
  const text = formatNumber(Math.abs(value), digits);
  const isLevel = Number(Math.abs(value).toFixed(digits)) === 0;
  return `${isLevel ? '' : value > 0 ? '+' : '−'}${text} ${unit.symbol}`;
}

/** Near ones in the small unit, others in the large one, always three significant digits or fewer. */
export function formatDistance(distanceM: number, system: UnitSystem): string {
  const { nearby, far } = systems[system];
  if (distanceM * nearby.perSi < 1000) return withUnit(distanceM, nearby, 0);
  const value = distanceM * far.perSi;
  return withUnit(distanceM, far, value < 10 ? 2 : value < 100 ? 1 : 0);
}

function withUnit(si: number | null, { symbol, perSi }: Unit, digits: number): string {
  return si === null ? UNKNOWN : `${formatNumber(si * perSi, digits)} ${symbol}`;
}

/** A thin space between thousands reads the same in every language; what rounds to nothing has no sign. */
export function formatNumber(value: number, digits: number): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u2009');
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && Number(value.toFixed(digits)) !== 0 ? `−${text}` : text;
}
