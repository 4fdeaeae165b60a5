/** Longest text that is kept of anything that came by radio, UTF-16 units. */
const MAX_TEXT_LENGTH = 256;

/** What nearly every text is made of: nothing in it needs cleaning. */
const PLAIN = /^[ -~]*$/;
const PLAIN_LINES = /^[\t\n -~]*$/;
const LINE_BREAKS_AND_TABS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
// Control characters, and the bidirectional overrides that make text read as something else.
const CONTROLS = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;
const CONTROLS_WITHIN_LINES = /(?![\t\n])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;
const LONE_SURROGATES = /\p{Surrogate}/gu;
const NULS = /\0/g;
const NEEDS_STORING_CARE = /[\0\ud800-\udfff]/;

/**
 * Makes hostile text storable and printable: no control characters (NUL among them, which PostgreSQL
 * refuses), no lone surrogates, NFC, one line, at most `MAX_TEXT_LENGTH` units. What it says is left alone:
 * markup stays text. Cleaning clean text changes nothing.
 */
export function cleanText(text: string): string {
  if (text.length <= MAX_TEXT_LENGTH && PLAIN.test(text)) return text;
  const bounded = text.length > 4 * MAX_TEXT_LENGTH ? text.slice(0, 4 * MAX_TEXT_LENGTH) : text;
  const clean = bounded
    .replace(LONE_SURROGATES, '\ufffd')
    .replace(LINE_BREAKS_AND_TABS, ' ')
    .replace(CONTROLS, '')
    .normalize('NFC');
  return cutText(clean, MAX_TEXT_LENGTH);
}

/** Like `cleanText` for text of several lines and any length: line breaks and tabs stay. */
export function cleanLines(text: string): string {
  if (PLAIN_LINES.test(text)) return text;
  return text.replace(LONE_SURROGATES, '\ufffd').replace(/\r\n?/g, '\n').replace(CONTROLS_WITHIN_LINES, '');
}

/** Only what PostgreSQL refuses is taken out: NUL, and halves of surrogate pairs, which become U+FFFD. */
export function storableText(text: string): string {
  return NEEDS_STORING_CARE.test(text) ? text.replace(NULS, '').replace(LONE_SURROGATES, '\ufffd') : text;
}

/** The first `maxLength` units; one less where the cut would leave half a character. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const splitsPair = /[\uD800-\uDBFF]/.test(text.charAt(maxLength - 1));
  return text.slice(0, splitsPair ? maxLength - 1 : maxLength);
}
