import { pointAt, type GroundPoint } from './place.js';
import { chance, createRandom } from './random.js';

/** One crossing of an aircraft with ADS-B. Times are seconds since the world began. */
export interface Crossing {
  /** Six lower-case hex digits, or `~` and six for a target that has no ICAO address. */
  readonly hex: string;
  readonly flight: string | null;
  readonly registration: string | null;
  readonly squawk: string | null;
  readonly category: string | null;
  readonly startS: number;
  readonly endS: number;
  stateAt(atS: number): AircraftState;
}

interface AircraftState extends GroundPoint {
  readonly altitudeFt: number;
  readonly groundSpeedKt: number;
  readonly trackDeg: number;
}

interface Traffic {
  readonly hexBase: number;
  readonly airline: string | null;
  readonly registrationPrefix: string;
  readonly category: string | null;
  readonly groundSpeedKt: number;
  readonly altitudeFt: number;
  readonly climbFpm: number;
  /** It is received this far around the origin. */
  readonly rangeM: number;
  /** readsb keeps repeating its last position for this long before it forgets it. */
  readonly frozenS: number;
}

const traffic: readonly Traffic[] = [
  {
    hexBase: 0x3c6000,
    airline: 'DLH',
    registrationPrefix: 'D-AI',
    category: 'A3',
    groundSpeedKt: 440,
    altitudeFt: 36_000,
    climbFpm: 0,
    rangeM: 40_000,
    frozenS: 0,
  },
  {
    hexBase: 0x3c0000,
    airline: null,
    registrationPrefix: 'D-E',
    category: 'A1',
    groundSpeedKt: 105,
    altitudeFt: 3500,
    climbFpm: 0,
    rangeM: 16_000,
    frozenS: 40,
  },
  {
    hexBase: 0x4b1800,
    airline: 'SWR',
    registrationPrefix: 'HB-J',
    category: 'A3',
    groundSpeedKt: 250,
    altitudeFt: 14_000,
    climbFpm: -1200,
    rangeM: 30_000,
    frozenS: 0,
  },
  {
    hexBase: 0x440000,
    airline: null,
    registrationPrefix: 'OE-X',
    category: null,
    groundSpeedKt: 125,
    altitudeFt: 2800,
    climbFpm: 0,
    rangeM: 14_000,
    frozenS: 0,
  },
];
const METRES_PER_SECOND_PER_KNOT = 0.514444;

/** The `turn`th crossing of the world's aircraft slot `slot`; slots repeat their kind of traffic every four. */
export function createCrossing(seed: number, slot: number, turn: number, startS: number): Crossing {
  const kind = traffic[slot % traffic.length] as Traffic;
  const random = createRandom(seed, 'aircraft', slot, turn);
  const trackDeg = random.between(0, 360);
  const entry = pointAt({ eastM: 0, northM: 0 }, trackDeg + 180 + random.between(-20, 20), kind.rangeM);
  const groundSpeedKt = kind.groundSpeedKt * random.between(0.95, 1.05);
  const altitudeFt = kind.altitudeFt + 500 * random.integer(-2, 2);
  const speedMps = groundSpeedKt * METRES_PER_SECOND_PER_KNOT;
  const durationS = crossingS(slot);
  const number = hexNumber(seed, slot, turn);
  const anonymous = slot % 7 === 6;
  return {
    hex: (anonymous ? '~' : '') + (kind.hexBase + number).toString(16).padStart(6, '0'),
    flight:
      kind.airline === null ? null : `${kind.airline}${random.integer(10, 999)}${random.text(1, 'ABCDEFGH')}`,
    registration: anonymous
      ? null
      : kind.registrationPrefix +
        random.text(kind.registrationPrefix.length > 3 ? 2 : 3, 'ABCDEFGHKLMNPQRSTUVW'),
    squawk: kind.airline === null ? '7000' : random.text(4, '1234567'),
    category: kind.category,
    startS,
    endS: startS + durationS,
    stateAt(atS) {
      const flownS = Math.min(Math.max(0, atS - startS), durationS - kind.frozenS);
      return {
        ...pointAt(entry, trackDeg, flownS * speedMps),
        altitudeFt: 25 * Math.round((altitudeFt + (kind.climbFpm * flownS) / 60) / 25),
        groundSpeedKt,
        trackDeg,
      };
    },
  };
}

/** How long a crossing of this slot lasts: the way through the middle of its range. */
export function crossingS(slot: number): number {
  const kind = traffic[slot % traffic.length] as Traffic;
  return Math.round((1.9 * kind.rangeM) / (kind.groundSpeedKt * METRES_PER_SECOND_PER_KNOT));
}

function hexNumber(seed: number, slot: number, turn: number): number {
  return Math.floor(chance(seed, 'hex', slot, turn) * 0x700);
}
