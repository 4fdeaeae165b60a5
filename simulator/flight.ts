import { droneModels, type DroneModel } from './drone-model.js';
import type { Motion } from './motion.js';
import { planFlight, type Purpose } from './pattern.js';
import { pointAt, type GroundPoint } from './place.js';
import { createRandom } from './random.js';

/**
 * How a drone shows itself on a kit, each seen on real ones.
 * - `plain`: complete Remote ID
 * - `basic-id-frames`: now and then a frame with nothing but the id, which makes kits forget the position
 * - `caa-flips`: now and then a frame that calls itself a CAA registration
 * - `course-unknown`: direction 361
 * - `hostile-text`: markup for a description, a number sent as text
 * - `bluetooth`: no home, no aircraft type that the kit knows
 * - `sik`: a telemetry radio: no Remote ID, no observation time, an id that it shares with others
 * - `frozen-bearing`: no direction; the kit computes one from the first two positions and keeps it
 * - `encrypted`: an OcuSync drone that nobody decodes: no position, one id for all of them
 */
export type Habit =
  | 'plain'
  | 'basic-id-frames'
  | 'caa-flips'
  | 'course-unknown'
  | 'hostile-text'
  | 'bluetooth'
  | 'sik'
  | 'frozen-bearing'
  | 'encrypted';

/** One flight, from take-off to landing. Times are seconds since the world began. */
export interface Flight {
  /** As kits report it: `drone-…`. */
  readonly droneId: string;
  readonly model: DroneModel;
  readonly habit: Habit;
  readonly operatorId: string;
  readonly caaId: string;
  readonly mac: string;
  readonly frequencyMhz: number;
  readonly description: string;
  readonly home: GroundPoint;
  readonly startS: number;
  readonly endS: number;
  /** When in each second it transmits, 0 to 0.9 s. */
  readonly phaseS: number;
  motionAt(atS: number): Motion;
  pilotAt(atS: number): GroundPoint;
}

export interface FlightPlan {
  readonly seed: number;
  /** Which of the world's drones slots flies, and its how manieth flight this is. */
  readonly slot: number;
  readonly turn: number;
  readonly habit: Habit;
  readonly home: GroundPoint;
  readonly startS: number;
  readonly longestS: number;
}

const ALPHANUMERIC = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const HEX = '0123456789ABCDEF';
const PURPOSES: readonly [Purpose, ...Purpose[]] = ['orbit', 'survey', 'delivery', 'hover'];
/** A slot owns this many airframes and flies them in turn, so that drones come back later in the day. */
const AIRFRAMES_PER_SLOT = 3;
const WALK_MPS = 1.2;
const WALK_M = 40;

export function createFlight({ seed, slot, turn, habit, home, startS, longestS }: FlightPlan): Flight {
  const airframe = createRandom(seed, 'airframe', slot, turn % AIRFRAMES_PER_SLOT);
  const model = airframe.pick(droneModels);
  const serial = model.serialPrefix + airframe.text(20 - model.serialPrefix.length, ALPHANUMERIC);
  const operatorId = `DEU87${airframe.text(11, ALPHANUMERIC).toLowerCase()}`;
  const caaId = habit === 'caa-flips' ? `D-${airframe.text(6, ALPHANUMERIC)}` : '';

  const random = createRandom(seed, 'flight', slot, turn);
  const path = planFlight(random.pick(PURPOSES), { home, cruiseMps: model.cruiseMps, longestS }, random);
  const walks = random.next() < 0.5;
  const walkBearingDeg = random.between(0, 360);
  return {
    droneId: droneId(habit, serial),
    model,
    habit,
    operatorId,
    caaId,
    // Some radios take a new address for every flight, so an address names no airframe.
    mac: `${model.macPrefix}:${random.text(2, HEX)}:${random.text(2, HEX)}:${random.text(2, HEX)}`,
    frequencyMhz: random.pick(model.frequenciesMhz),
    description: habit === 'hostile-text' ? '<img src=x onerror=alert(1)>' : model.description,
    home,
    startS,
    endS: startS + path.durationS,
    phaseS: random.between(0, 0.9),
    motionAt: (atS) => path.at(atS - startS),
    pilotAt(atS) {
      if (!walks) return pointAt(home, walkBearingDeg, 8);
      // To and fro: a triangle wave.
      const gone = ((Math.max(0, atS - startS) * WALK_MPS) / WALK_M) % 2;
      return pointAt(home, walkBearingDeg, 8 + WALK_M * (gone < 1 ? gone : 2 - gone));
    },
  };
}

function droneId(habit: Habit, serial: string): string {
  switch (habit) {
    case 'sik':
      return 'drone-900FHSS-NETID-25';
    case 'encrypted':
      return 'drone-alert';
    case 'hostile-text':
      return `drone-${serial}<b>`;
    case 'plain':
    case 'basic-id-frames':
    case 'caa-flips':
    case 'course-unknown':
    case 'bluetooth':
    case 'frozen-bearing':
      return `drone-${serial}`;
  }
}
