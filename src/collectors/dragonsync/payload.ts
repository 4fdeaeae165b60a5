import { KitRequestError } from './kit-request-error.js';

/** A JSON object whose fields may be of any type: receivers upstream send what they like. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** DragonSync nests three levels deep. */
const MAX_DEPTH = 20;
const LITERALS = ['NaN', 'Infinity'] as const;

/**
 * Parses a kit's answer. Python writes bare `NaN` and `Infinity`, which are not JSON: they become null,
 * lest one such number cost every record in the answer.
 *
 * @throws {KitRequestError} `malformed`: not JSON, or nested too deeply
 */
export function parseJson(text: string): unknown {
  const { json, depth } = scan(text);
  if (depth > MAX_DEPTH) throw new KitRequestError('malformed', `JSON nested more than ${MAX_DEPTH} deep`);
  try {
    return JSON.parse(json);
  } catch {
    // The parser's message quotes the text, which anybody with a radio can choose.
    throw new KitRequestError('malformed', 'not JSON');
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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

/**
 * One pass over the text: how deep it nests, and the text with bare literals outside of strings replaced. By
 * hand, because a regular expression for strings takes quadratic time on hostile text.
 */
function scan(text: string): { json: string; depth: number } {
  const parts: string[] = [];
  let copiedTo = 0;
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth);
    else if (char === '}' || char === ']') depth--;
    else if (char === 'N' || char === 'I') {
      const literal = LITERALS.find((each) => text.startsWith(each, at));
      if (literal === undefined) continue;
      parts.push(text.slice(copiedTo, text[at - 1] === '-' ? at - 1 : at), 'null');
      at += literal.length - 1;
      copiedTo = at + 1;
    }
  }
  return { json: parts.length === 0 ? text : parts.join('') + text.slice(copiedTo), depth: deepest };
}

/** Index of the closing quote, or of the end when there is none. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
