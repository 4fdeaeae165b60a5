import { createCrossing, crossingS, type Crossing } from './aircraft.js';
import { videoChannelsMhz, type Emitter } from './emitter.js';
import { createFlight, type Flight, type Habit } from './flight.js';
import { friedrichshafen, type GroundPoint, type Place } from './place.js';
import { chance, createRandom } from './random.js';

export interface WorldOptions {
  /** The same seed and the same start give the same world. */
  readonly seed: number;
  /** Epoch milliseconds at which the world's second 0 is. */
  readonly startMs: number;
  readonly place?: Place;
  /** Drones that take turns flying; most of them are in the air at any time. */
  readonly droneCount?: number;
  readonly aircraftCount?: number;
  readonly emitterCount?: number;
  /** How long a slot's drone stays on the ground between two flights. */
  readonly groundTimeS?: number;
  /** Whether drones have the habits of real ones, or all of them send complete Remote ID. */
  readonly oddities?: boolean;
}

/** Everything that flies and transmits, as a function of the seconds since the world began. */
export interface World {
  readonly seed: number;
  readonly startMs: number;
  readonly place: Place;
  /** Flights under way at `atS` or ended less than `memoryS` before, the earliest take-off first. */
  flightsAt(atS: number, memoryS: number): Flight[];
  crossingsAt(atS: number, memoryS: number): Crossing[];
  emittersAt(atS: number, memoryS: number): Emitter[];
}

/** Dealt to the drone slots in turn, so that a world of ten shows every habit. */
const HABITS: readonly Habit[] = [
  'plain',
  'basic-id-frames',
  'plain',
  'caa-flips',
  'hostile-text',
  'bluetooth',
  'sik',
  'course-unknown',
  'encrypted',
  'frozen-bearing',
];

export function createWorld({
  seed,
  startMs,
  place = friedrichshafen,
  droneCount = 10,
  aircraftCount = 4,
  emitterCount = 3,
  groundTimeS = 90,
  oddities = true,
}: WorldOptions): World {
  const flights = slots(droneCount, (slot) => {
    const random = createRandom(seed, 'slot', slot);
    const airborneS = random.between(360, 840);
    const home = landPoint(random.next(), random.next());
    return turns(airborneS + groundTimeS, chance(seed, 'phase', slot), (turn, startS) =>
      createFlight({
        seed,
        slot,
        turn,
        habit: oddities ? (HABITS[slot % HABITS.length] ?? 'plain') : 'plain',
        home,
        startS,
        longestS: airborneS,
      }),
    );
  });
  const crossings = slots(aircraftCount, (slot) =>
    turns(
      crossingS(slot) + 60 + 180 * chance(seed, 'gap', slot),
      chance(seed, 'entry', slot),
      (turn, startS) => createCrossing(seed, slot, turn, startS),
    ),
  );
  const emitters = slots(emitterCount, (slot) => {
    const periodS = 180 + 300 * chance(seed, 'period', slot);
    return turns(periodS, chance(seed, 'on', slot), (turn, startS): Emitter => {
      const random = createRandom(seed, 'emitter', slot, turn);
      const pal = random.next() < 0.7;
      return {
        ...landPoint(random.next(), random.next()),
        centerHz: random.pick(videoChannelsMhz) * 1e6,
        palPercent: Math.round(pal ? random.between(55, 95) : random.between(2, 20)),
        ntscPercent: Math.round(pal ? random.between(2, 20) : random.between(55, 95)),
        startS,
        endS: startS + periodS * random.between(0.3, 0.6),
      };
    });
  });

  return {
    seed,
    startMs,
    place,
    flightsAt: (atS, memoryS) => flights(atS, memoryS).sort((a, b) => a.startS - b.startS),
    crossingsAt: crossings,
    emittersAt: emitters,
  };
}

interface Spell {
  readonly startS: number;
  readonly endS: number;
}

/** What a slot shows at a time: each turn begins a period after the one before. */
type Turns<T extends Spell> = (atS: number, memoryS: number) => T[];

function turns<T extends Spell>(
  periodS: number,
  phase: number,
  create: (turn: number, startS: number) => T,
): Turns<T> {
  // The present turn and the one before are asked for again and again.
  const known = new Map<number, T>();
  const get = (turn: number): T => {
    const found = known.get(turn);
    if (found !== undefined) return found;
    const made = create(turn, (turn - phase) * periodS);
    known.set(turn, made);
    if (known.size > 3) known.delete(Math.min(...known.keys()));
    return made;
  };
  return (atS, memoryS) => {
    const turn = Math.floor(atS / periodS + phase);
    return [get(turn), get(turn - 1)].filter((spell) => spell.startS <= atS && atS < spell.endS + memoryS);
  };
}

function slots<T extends Spell>(count: number, createSlot: (slot: number) => Turns<T>): Turns<T> {
  const all = Array.from({ length: count }, (_, slot) => createSlot(slot));
  return (atS, memoryS) => all.flatMap((slot) => slot(atS, memoryS));
}

/** Somewhere people stand: inland, because the shore passes near the origin. */
function landPoint(x: number, y: number): GroundPoint {
  return { eastM: -2600 + 5200 * x, northM: 600 + 2000 * y };
}
