import type { JsonObject } from '../domain/json.js';
import { storableText } from '../domain/text.js';

const MAX_DEPTH = 20;
/** UTF-8 bytes of JSON text. */
const MAX_BYTES = 65_536;

export type JsonProblem = 'notAnObject' | 'tooDeep' | 'tooLarge';

interface Walk {
  /** Bytes that the JSON text has at least. */
  bytes: number;
  problem: JsonProblem | null;
}

/**
 * An object as PostgreSQL's jsonb takes it: itself when it does already, else a copy in which texts and keys
 * are cleaned, and what JSON cannot say is null. At most 20 levels and 64 KiB; `problem` tells when it is more.
 */
export function storableJson(object: unknown): { json: JsonObject; problem: JsonProblem | null } {
  if (!isPlain(object)) return { json: {}, problem: 'notAnObject' };
  const walk: Walk = { bytes: 0, problem: null };
  const json = storableObject(object, 1, walk);
  const isTooLarge = () => Buffer.byteLength(JSON.stringify(json)) > MAX_BYTES;
  return { json, problem: walk.problem ?? (isTooLarge() ? 'tooLarge' : null) };
}

/** Stops at the first problem, so that nothing that is too large or refers to itself costs more than that. */
function storable(value: unknown, depth: number, walk: Walk): unknown {
  walk.bytes += 1;
  if (typeof value === 'string') {
    walk.bytes += value.length;
    return storableText(value);
  }
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object') return null;
  if (depth > MAX_DEPTH) walk.problem ??= 'tooDeep';
  else if (walk.bytes > MAX_BYTES) walk.problem ??= 'tooLarge';
  if (walk.problem !== null) return null;
  if (Array.isArray(value)) return storableArray(value, depth, walk);
  return isPlain(value) ? storableObject(value, depth, walk) : null;
}

function storableArray(array: readonly unknown[], depth: number, walk: Walk): readonly unknown[] {
  if (array.length > MAX_BYTES) {
    walk.problem ??= 'tooLarge';
    return array;
  }
  const kept = Array.from(array, (item) => storable(item, depth + 1, walk));
  return kept.every((item, index) => item === array[index]) ? array : kept;
}

function storableObject(object: JsonObject, depth: number, walk: Walk): JsonObject {
  const entries = Object.entries(object);
  let changed = false;
  const kept = entries.map(([key, value]): [string, unknown] => {
    const entry: [string, unknown] = [storableText(key), storable(value, depth + 1, walk)];
    walk.bytes += key.length;
    changed ||= entry[0] !== key || entry[1] !== value;
    return entry;
  });
  // Unlike an assignment, this makes a key `__proto__` a key like any other.
  return changed ? Object.fromEntries(kept) : object;
}

/** Anything else may say what it likes when it is made JSON. */
function isPlain(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
