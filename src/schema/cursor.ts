import { InvalidInputError } from '../domain/errors.js';
import { isInstant } from '../domain/time-range.js';
import { isUuid } from '../domain/uuid.js';
import type { Key, KeysetList } from '../db/keyset.js';

/** Changes when keys change their form; cursors of older versions are then refused. */
const VERSION = 1;

/** The place of a row in its list, as clients carry it about without looking inside. */
export function encodeCursor(list: KeysetList, key: Key): string {
  return Buffer.from(JSON.stringify([VERSION, list.name, ...key])).toString('base64url');
}

/** @throws {InvalidInputError} not a cursor, or one of another list; `argument` is where it was given */
export function decodeCursor(list: KeysetList, cursor: string, argument: 'after' | 'before'): Key {
  const refuse = (message: string) => new InvalidInputError([{ path: [argument], message }]);
  const content = parseJson(Buffer.from(cursor, 'base64url').toString());
  if (!Array.isArray(content))
    throw refuse('This is not a cursor. Take cursors from pageInfo or edges, unchanged.');
  const [version, name, timeMs, ...ids] = content as unknown[];
  if (version !== VERSION)
    throw refuse('This is not a cursor of this version of the API. Start again without it.');
  if (name !== list.name) throw refuse(`This cursor belongs to another list than ${list.name}.`);
  const idsFit = ids.length === list.ids.length && ids.every((id, i) => isOf(list.ids[i]!.type, id));
  if (!isInstant(timeMs) || !idsFit) throw refuse('This cursor is damaged. Start again without it.');
  return [timeMs, ...(ids as (string | number)[])];
}

/** What PostgreSQL can compare with the column: it fails on a text that is no UUID. */
function isOf(type: KeysetList['ids'][number]['type'], id: unknown): boolean {
  return type === 'uuid' ? isUuid(id) : typeof id === type;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
