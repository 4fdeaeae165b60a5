import { cleanText } from '../../domain/text.js';

const PREFIX = 'push:';
const NOBODY = 'unknown';

/** Text, or a number written out; null for anything else, and for blank text. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** Who pushed, in its own words, as far as they can be kept; null when it did not say. */
export function pushSource(value: unknown): string | null {
  const text = textOf(value);
  return text === null ? null : textOf(cleanText(text).trim());
}

export const pushSourceId = (source: string | null): string => `${PREFIX}${source ?? NOBODY}`;

export function sourceOfId(sourceId: string): string | null {
  const source = sourceId.startsWith(PREFIX) ? sourceId.slice(PREFIX.length) : NOBODY;
  return source === NOBODY ? null : source;
}
