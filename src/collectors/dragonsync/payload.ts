import { isJsonObject } from '../../domain/json.js';
import { JsonTextError, parseJsonText } from '../../domain/json-text.js';
import { KitRequestError } from './kit-request-error.js';

/** DragonSync nests three levels deep. */
const MAX_DEPTH = 20;

/**
 * Parses a kit's answer. Python's bare `NaN` and `Infinity` become null.
 *
 * @throws {KitRequestError} `malformed`: not JSON, or nested too deeply
 */
export function parseJson(text: string): unknown {
  try {
    return parseJsonText(text, { maxDepth: MAX_DEPTH });
  } catch (error) {
    if (error instanceof JsonTextError) throw new KitRequestError('malformed', error.message);
    throw error;
  }
}

/**
 * The list in an answer such as `{"drones": […]}`. What its items are is for others to check.
 *
 * @throws {KitRequestError} `malformed`: there is no such list
 */
export function listIn(answer: unknown, key: string): readonly unknown[] {
  const list = isJsonObject(answer) ? answer[key] : undefined;
  if (!Array.isArray(list)) throw new KitRequestError('malformed', `no list of ${key}`);
  return list as readonly unknown[];
}
