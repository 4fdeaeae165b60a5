import type { HeardSignal, Kit } from '../../state/app-state.js';
import { signalOpacity } from '../motion/fading.js';
import { placeOf, type Place } from '../place.js';

/** More around one kit could not be told apart. */
const AROUND_A_KIT = 8;

/** A signal and where it is drawn. What is known is where the sensor was, not where the emitter is. */
export interface FannedSignal {
  readonly signal: HeardSignal;
  readonly sensor: Place;
  /** Direction from the sensor in which it is drawn, degrees clockwise from up. Says nothing of where the emitter is. */
  readonly directionDeg: number;
  readonly opacity: number;
}

/**
 * The signals around each kit like the leaves of a flower: all of a kit's signals have the position of its sensor, and would
 * lie on top of each other and of the kit.
 */
export function fanSignals(
  signals: readonly HeardSignal[],
  kits: ReadonlyMap<string, Kit>,
  nowMs: number,
): FannedSignal[] {
  const byKit = new Map<string, HeardSignal[]>();
  for (const signal of signals) {
    if (signalOpacity(nowMs - Date.parse(signal.time)) === 0) continue;
    const ofKit = byKit.get(signal.kitId);
    if (ofKit === undefined) byKit.set(signal.kitId, [signal]);
    else ofKit.push(signal);
  }
  return [...byKit.values()].flatMap((ofKit) => {
    const newest = ofKit.sort((a, b) => b.time.localeCompare(a.time)).slice(0, AROUND_A_KIT);
    // By frequency, so that each stays where it is while it is heard again and again.
    newest.sort((a, b) => a.frequencyMhz - b.frequencyMhz);
    return newest.flatMap((signal, i): FannedSignal[] => {
      const sensor = placeOf(signal) ?? kits.get(signal.kitId)?.position ?? null;
      if (sensor === null) return [];
      const opacity = signalOpacity(nowMs - Date.parse(signal.time));
      return [{ signal, sensor, directionDeg: 45 + (i * 360) / AROUND_A_KIT, opacity }];
    });
  });
}
