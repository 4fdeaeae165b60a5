import { chance } from './random.js';

/** How a transmission spreads: log-distance path loss with slow shadowing and fast fading. */
export interface Radio {
  /** Received power at 1 m. */
  readonly referenceDbm: number;
  readonly pathLossExponent: number;
  /** Below this nothing is decoded. */
  readonly sensitivityDbm: number;
}

/** Reaches about 3 km. */
export const remoteIdRadio: Radio = { referenceDbm: -20, pathLossExponent: 2.2, sensitivityDbm: -97 };
export const bluetoothRadio: Radio = { referenceDbm: -26, pathLossExponent: 2.2, sensitivityDbm: -99 };
export const telemetryRadio: Radio = { referenceDbm: -14, pathLossExponent: 2.1, sensitivityDbm: -100 };
export const videoRadio: Radio = { referenceDbm: -5, pathLossExponent: 2.2, sensitivityDbm: -86 };

const SHADOW_DB = 4;
const FADING_DB = 2;
/** Shadowing changes as the drone moves on: every this many transmissions. */
const SHADOW_TICKS = 20;

/**
 * Power in whole dBm at which a receiver gets transmission `tick` over `distanceM`; null when it does not
 * decode it. `keys` name the world, the receiver and the transmitter.
 */
export function receive(
  radio: Radio,
  distanceM: number,
  tick: number,
  ...keys: readonly (string | number)[]
): number | null {
  const pathDb = 10 * radio.pathLossExponent * Math.log10(Math.max(1, distanceM));
  const shadowDb = SHADOW_DB * (2 * chance('shadow', ...keys, tick / SHADOW_TICKS) - 1);
  const fadingDb = FADING_DB * (2 * chance('fading', ...keys, tick) - 1);
  const dbm = Math.round(radio.referenceDbm - pathDb + shadowDb + fadingDb);
  return dbm < radio.sensitivityDbm ? null : dbm;
}
