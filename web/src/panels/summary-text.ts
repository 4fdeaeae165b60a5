import { count } from '../format/numbers.js';

export interface Summary {
  readonly drones: number;
  readonly aircraft: number;
  readonly signals: number;
  readonly kits: number;
  readonly kitsOnline: number;
}

/** The map in a sentence. */
export function summaryText({ drones, aircraft, signals, kits, kitsOnline }: Summary): string {
  const flying = `${count(drones, 'drone')} and ${count(aircraft, 'aircraft', 'aircraft')} in view`;
  return `${flying}, ${count(signals, 'signal')} heard, ${kitsOnline} of ${count(kits, 'kit')} online.`;
}
