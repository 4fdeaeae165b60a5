/** Manufacturer code, length of what follows as a digit or A (10) to F (15), and that; no letters I and O. */
const SERIAL = /^drone-([0-9A-HJ-NP-Z]{4})([1-9A-F])([0-9A-HJ-NP-Z]+)$/;

/**
 * The serial number in the id of a drone, as ANSI/CTA-2063-A forms it (`1581F5FKD229400B7F3A`). Null
 * for ids that are something else: a registration, a session id, a placeholder, an aircraft.
 */
export function serialNumberOf(droneId: string): string | null {
  const [, manufacturer, length, rest] = SERIAL.exec(droneId) ?? [];
  if (manufacturer === undefined || length === undefined || rest === undefined) return null;
  return rest.length === Number.parseInt(length, 16) ? manufacturer + length + rest : null;
}
