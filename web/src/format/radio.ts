import { UNKNOWN } from './unknown.js';

export function formatDbm(dbm: number | null): string {
  if (dbm === null) return UNKNOWN;
  const rounded = Math.round(dbm);
  return `${rounded < 0 ? '−' : ''}${Math.abs(rounded)} dBm`;
}

/** Analogue video is told apart by single megahertz, telemetry by tenths. */
export function formatMhz(mhz: number | null): string {
  return mhz === null ? UNKNOWN : `${mhz.toFixed(mhz < 1000 ? 1 : 0)} MHz`;
}
