/** Longest text that is kept of anything that came by radio, UTF-16 units. */
const MAX_TEXT_LENGTH = 256;

const LINE_BREAKS_AND_TABS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
// Control characters, and the bidirectional overrides that make text read as something else.
const CONTROLS = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;

const LONE_SURROGATES = /\p{Surrogate}/gu;

/**
 * Makes hostile text storable and printable: no control characters (NUL among them, which PostgreSQL
 * refuses), no lone surrogates, NFC, at most `MAX_TEXT_LENGTH` units. What it says is left alone:
 * markup stays text.
 */
export function cleanText(text: string): string {
  const bounded = text.length > 4 * MAX_TEXT_LENGTH ? text.slice(0, 4 * MAX_TEXT_LENGTH) : text;
  const clean = bounded
    .replace(LONE_SURROGATES, '\ufffd')
    .replace(LINE_BREAKS_AND_TABS, ' ')
    .replace(CONTROLS, '')
    .normalize('NFC');
  if (clean.length <= MAX_TEXT_LENGTH) return clean;
  // A cut through a surrogate pair would leave half a character.
  const splitsPair = /[\uD800-\uDBFF]/.test(clean.charAt(MAX_TEXT_LENGTH - 1));
  return clean.slice(0, splitsPair ? MAX_TEXT_LENGTH - 1 : MAX_TEXT_LENGTH);
}
