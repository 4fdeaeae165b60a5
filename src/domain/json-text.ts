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
 * @throws {JsonTextError} it is not JSON, or is beyond the limits; nothing of it was parsed then
 */
export function parseJsonText(
  text: string,
  { maxDepth, maxValues = Number.POSITIVE_INFINITY }: JsonLimits,
): unknown {
  const { json, depth, values } = scan(text);
  if (depth > maxDepth) throw new JsonTextError('depth', `JSON nested more than ${maxDepth} deep`);
  if (values > maxValues) throw new JsonTextError('values', `JSON with more than ${maxValues} values`);
  try {
    return JSON.parse(json);
  } catch {
    // The parser's message quotes the text, which anybody with a radio can choose.
    throw new JsonTextError('syntax', 'not JSON');
  }
}

/**
 * One pass over the text: how deep it nests, how much is in it, and the text with bare literals outside of
 * strings replaced. By hand, because a regular expression for strings takes quadratic time on hostile text.
 */
function scan(text: string): { json: string; depth: number; values: number } {
  const parts: string[] = [];
  let copiedTo = 0;
  let depth = 0;
  let deepest = 0;
  let values = 0;
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
      if (literal === undefined) continue;
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
