/** A text is not JSON, or not JSON that is worth the memory. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
  readonly code = 'JSON_UNUSABLE';
  readonly problem: 'syntax' | 'depth' | 'values';

  constructor(problem: JsonTextError['problem'], message: string) {
    super(message);
    this.problem = problem;
  }
}

export interface JsonLimits {
  /** How deep objects and lists may be in each other. */
  readonly maxDepth: number;
  /** How many fields and items there may be in all: each costs more memory than text. @default unlimited */
  readonly maxValues?: number;
}

/** What Python writes for numbers that JSON does not have. */
const LITERALS = ['NaN', 'Infinity'] as const;

/** UTF-16 units: comparing numbers is several times as fast as comparing texts of one character. */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const CAPITAL_N = 0x4e;
const CAPITAL_I = 0x49;
/** `[` and `{`, `]` and `}` differ in this bit alone. */
const BRACE = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/**
 * Parses JSON from senders that are not to be trusted. Bare `NaN` and `Infinity`, which are not JSON,
 * become null, lest one such number cost every record beside it.
 *
 * @throws {JsonTextError} it is not JSON, or is beyond the limits; nothing of it was parsed if that has too many values
 */
export function parseJsonText(text: string, limits: JsonLimits): unknown {
  if (mayHaveMoreValues(text, limits.maxValues)) return parseScanned(text, limits);
  let value: unknown;
  try {
    // Does not recurse, so that no depth can hurt it.
    value = JSON.parse(text);
  } catch {
    return parseScanned(text, limits);
  }
  if (isDeeper(value, limits.maxDepth)) throw tooDeep(limits.maxDepth);
  return value;
}

function parseScanned(text: string, { maxDepth, maxValues = Number.POSITIVE_INFINITY }: JsonLimits): unknown {
  const { json, depth, values } = scan(text);
  if (depth > maxDepth) throw tooDeep(maxDepth);
  if (values > maxValues) throw new JsonTextError('values', `JSON with more than ${maxValues} values`);
  try {
    return JSON.parse(json);
  } catch {
    throw notJson();
  }
}

/** Whether there may be more fields and items than that: also counts what looks like them within strings. */
function mayHaveMoreValues(text: string, maxValues = Number.POSITIVE_INFINITY): boolean {
  // Each takes at least two characters, its own mark among them.
  if (text.length <= 2 * maxValues) return false;
  let values = 0;
  // Ten times as fast as a look at each character.
  for (const mark of [',', '{', '[']) {
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
      if (++values > maxValues) return true;
    }
  }
  return false;
}

/** Whether objects and lists are more than `maxDepth` deep in each other. */
function isDeeper(value: unknown, maxDepth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (maxDepth === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, maxDepth - 1));
  const fields = value as Record<string, unknown>;
  // A parsed object inherits nothing that this would find, and no list of its names has to be made.
  for (const name in fields) {
    const field = fields[name];
    if (typeof field === 'object' && isDeeper(field, maxDepth - 1)) return true;
  }
  return false;
}

function tooDeep(maxDepth: number): JsonTextError {
  return new JsonTextError('depth', `JSON nested more than ${maxDepth} deep`);
}

/** The parser's own message quotes the text, which anybody with a radio can choose. */
function notJson(): JsonTextError {
  return new JsonTextError('syntax', 'not JSON');
}

/**
 * One pass over the text: how deep it nests, how much is in it, and the text with bare literals outside of
 * strings replaced. By hand, because a regular expression for strings takes quadratic time on hostile text.
 *
 * @throws {JsonTextError} more literals than a JSON text can have values: each costs more memory than text
 */
function scan(text: string): { json: string; depth: number; values: number } {
  const parts: string[] = [];
  let copiedTo = 0;
  let depth = 0;
  let deepest = 0;
  let values = 0;
  let literals = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = endOfString(text, at);
    else if (char === COMMA) values++;
    else if ((char | BRACE) === OPENING) {
      values++;
      deepest = Math.max(deepest, ++depth);
    } else if ((char | BRACE) === CLOSING) depth--;
    else if (char === CAPITAL_N || char === CAPITAL_I) {
      const literal = LITERALS.find((each) => text.startsWith(each, at));
      // Neither begins anything else outside of a string, nor are there more than there are places for values.
      if (literal === undefined || ++literals > values + 1) throw notJson();
      parts.push(text.slice(copiedTo, text[at - 1] === '-' ? at - 1 : at), 'null');
      at += literal.length - 1;
      copiedTo = at + 1;
    }
  }
  return {
    json: parts.length === 0 ? text : parts.join('') + text.slice(copiedTo),
    depth: deepest,
    values,
  };
}

/** Index of the closing quote, or of the end when there is none. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) break;
    at += char === BACKSLASH ? 2 : 1;
  }
  return at;
}
