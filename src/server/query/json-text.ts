import { UnwritableError } from './unwritable-error.js';

/** Makes the JSON text of something. */
export type Write<Source> = (source: Source) => string;

/** Writes an object; keys come in the order given. */
export function writeObject<Source>(
  fields: readonly (readonly [key: string, Write<Source>])[],
): Write<Source> {
  const leads = fields.map(([key], index) => `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`);
  const writes = fields.map(([, write]) => write);
  return (source) => {
    let text = '';
    for (let index = 0; index < leads.length; index++) text += leads[index]! + writes[index]!(source);
    return `${text}}`;
  };
}

/** Writes a list. */
export function writeList<Item>(items: readonly Item[], write: Write<Item>): string {
  let text = '[';
  for (let index = 0; index < items.length; index++) {
    text += index === 0 ? write(items[index]!) : `,${write(items[index]!)}`;
  }
  return `${text}]`;
}

const ESCAPED = /["\\\u0000-\u001f]/;

/** PostgreSQL's text as a JSON string. It never has half of a surrogate pair. */
export function quoted(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/**
 * PostgreSQL's text of a float8 or an integer as a JSON number: they are written alike, but JSON has
 * neither NaN nor infinities, and JavaScript prints -0 as 0.
 *
 * @throws {UnwritableError} no JSON number
 */
export function numberText(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  // NaN and Infinity end with a letter.
  if (last > 57) throw new UnwritableError(text);
  return text === '-0' ? '0' : text;
}

/** PostgreSQL's boolean, `t` or `f`. */
export function booleanText(text: string): string {
  return text === 't' ? 'true' : 'false';
}

const SECONDS_END = 19;

/**
 * PostgreSQL's timestamptz (`2026-11-21 20:34:52.5+00`, in UTC) as `"2026-11-21T20:34:52.500Z"`.
 *
 * @throws {UnwritableError} a year before 1 or after 9999, or an infinity
 */
export function instantText(text: string): string {
  const { length } = text;
  if (text.charCodeAt(10) !== 32 || !text.endsWith('+00')) throw new UnwritableError(text);
  const fraction = length === SECONDS_END + 3 ? '000' : text.slice(SECONDS_END + 1, length - 3);
  const millis = fraction.length === 3 ? fraction : fraction.padEnd(3, '0').slice(0, 3);
  return `"${text.slice(0, 10)}T${text.slice(11, SECONDS_END)}.${millis}Z"`;
}
