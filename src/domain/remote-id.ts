/**
 * Names of the UA types of ASTM F3411 (Remote ID), by their number. Type 0 says that none was
 * declared and is therefore unknown here.
 */
const UA_TYPES: readonly (string | null)[] = [
  null,
  'Aeroplane',
  'Helicopter or Multirotor',
  'Gyroplane',
  'VTOL (Vertical Take-Off and Landing)',
  'Ornithopter',
  'Glider',
  'Kite',
  'Free Balloon',
  'Captive Balloon',
  'Airship',
  'Free Fall/Parachute',
  'Rocket',
  'Tethered Powered Aircraft',
  'Ground Obstacle',
  'Other',
];

/** Null for a type that says nothing or does not exist. */
export function uaTypeName(type: number | null): string | null {
  return type === null ? null : (UA_TYPES[type] ?? null);
}

/**
 * Ids under which DragonSync lists whatever it cannot tell apart: every undecodable DJI drone, and
 * every SiK radio on one Net ID (25 is the factory default).
 */
const PLACEHOLDER_ID = /^drone-(?:alert|900FHSS-NETID-\d+)$/;

/**
 * The id of an aircraft over all kits. Placeholder ids become `<id>@<kitId>`, since two kits that
 * report one do not report the same aircraft.
 */
export function scopedDroneId(id: string, kitId: string): string {
  return PLACEHOLDER_ID.test(id) ? `${id}@${kitId}` : id;
}
