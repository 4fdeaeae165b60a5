import type { JsonObject } from '../../domain/json.js';

const NUMBER = /^\d+$/;
/** PostgreSQL writes `+00` where ISO 8601 wants `+00:00`. */
const HOURS_ZONE = /(:\d{2}(?:\.\d+)?[+-]\d{2})$/;

/** A row of a CSV log, its fields named as in `columns.ts`, as DragonSync would serve it. */
export function droneRecordOf(row: Readonly<Record<string, string>>): JsonObject {
  const { time, rid_make, rid_model, rid_source, ua_type, ua_type_name, track_type, ...fields } = row;
  return {
    ...fields,
    observed_at: time?.replace(HOURS_ZONE, '$1:00') ?? null,
    ua_type: ua_type ?? null,
    // Some write the name where the number belongs.
    ua_type_name: ua_type_name ?? (ua_type === undefined || NUMBER.test(ua_type) ? null : ua_type),
    rid: { make: rid_make ?? null, model: rid_model ?? null, source: rid_source ?? null },
    track_type: track_type?.toLowerCase() ?? 'drone',
  };
}
