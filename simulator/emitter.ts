import type { GroundPoint } from './place.js';

/** An analogue video transmitter that was switched on for a while. Times are seconds since the world began. */
export interface Emitter extends GroundPoint {
  readonly centerHz: number;
  /** 0 to 100, as fpv-detect sends it. */
  readonly palPercent: number;
  readonly ntscPercent: number;
  readonly startS: number;
  readonly endS: number;
}

/** Channels of the common 5.8 GHz video bands, MHz. */
export const videoChannelsMhz: readonly [number, ...number[]] = [
  5658, 5695, 5732, 5769, 5785, 5806, 5822, 5843, 5880, 5917,
];
