import { isJsonObject, type JsonObject } from '../domain/json.js';
import type { LogEvent } from '../domain/log-event.js';
import type { Observation } from '../domain/observation.js';
import { MAX_AHEAD_MS } from '../domain/ranges.js';
import type { Rejection } from './push-outcome.js';
import { withRemarks } from './validate-fields.js';
import { type Findings, lose } from './validate-findings.js';
import { logEventShape } from './validate-log-event.js';
import { kitStatusShape, signalShape, trackShapes } from './validate-observation.js';
import type { Shape } from './validate-shape.js';

/**
 * What a field that cannot be true costs: `lenient`: the field, with a warning; `strict`: the record. A record
 * without what makes it one (an id, a time, a signal's frequency) is refused in both.
 */
export type ValidationMode = 'lenient' | 'strict';

/** `record` is null exactly when there are errors. */
interface Validation<T> {
  /**
   * What may be stored: the candidate itself when nothing is wrong with it. Its `warnings` are those it came
   * with and the new ones.
   */
  readonly record: T | null;
  readonly errors: readonly Rejection[];
  /** The new ones. */
  readonly warnings: readonly string[];
}

/**
 * Judges what a way in understood. Whatever the candidate really is, this never throws, and PostgreSQL takes
 * every record that comes out: numbers are finite and in range, times whole, texts clean, ids there.
 */
export type Validate = <T extends Observation | LogEvent>(candidate: T) => Validation<T>;

export function createValidate({ mode }: { readonly mode: ValidationMode }): Validate {
  const isStrict = mode === 'strict';

  return <T extends Observation | LogEvent>(candidate: T): Validation<T> => {
    const fields: unknown = candidate;
    if (!isJsonObject(fields)) return refused('not an object');
    const shape = shapeFor(fields);
    if (typeof shape === 'string') return refused(shape);
    const findings: Findings = { isStrict, errors: [], warnings: [] };
    const record = withPlausibleTime(shape(fields, findings), findings);
    const { errors, warnings } = findings;
    if (errors.length > 0) return { record: null, errors, warnings };
    const kept =
      warnings.length === 0
        ? record
        : { ...record, warnings: withRemarks(record['warnings'] as readonly string[], warnings) };
    // The shape has made it one, field by field.
    return { record: kept as unknown as T, errors, warnings };
  };
}

/** What a candidate claims to be, or why it is nothing. */
function shapeFor({ type, kind }: JsonObject): Shape | string {
  switch (type) {
    case 'track':
      return kind === 'DRONE' || kind === 'AIRCRAFT' ? trackShapes[kind] : 'unknown kind';
    case 'signal':
      return signalShape;
    case 'kitStatus':
      return kitStatusShape;
    case 'log':
      return logEventShape;
    default:
      return 'unknown type';
  }
}

/** The receive time stands in for a time that lies in the future. */
function withPlausibleTime(record: JsonObject, findings: Findings): JsonObject {
  const { observedAtMs, receivedAtMs } = record;
  if (typeof observedAtMs !== 'number' || typeof receivedAtMs !== 'number') return record;
  const aheadMs = observedAtMs - receivedAtMs;
  if (aheadMs <= MAX_AHEAD_MS) return record;
  lose(findings, 'observed in the future', `observed ${Math.round(aheadMs / 1000)} s in the future`);
  return { ...record, observedAtMs: receivedAtMs, timeSource: 'server' };
}

function refused<T>(reason: string): Validation<T> {
  return { record: null, errors: [{ reason, detail: null }], warnings: [] };
}
