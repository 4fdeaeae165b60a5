import type pg from 'pg';
import { type DeadLetter, MAX_DEAD_LETTERS } from '../domain/dead-letter.js';
import { insertInto } from './timescale-insert.js';

/**
 * Keeps dead letters: the same one again counts as another attempt of the first. One that is written
 * once more, after a commit in doubt, is no attempt: it is not newer than what is known. Returns how
 * many others, the ones that failed longest ago, had to go.
 */
export async function storeDeadLetters(
  client: pg.ClientBase,
  letters: readonly DeadLetter[],
): Promise<number> {
  if (letters.length === 0) return 0;
  await upsertDeadLetters(client, merged(letters));
  const { rowCount } = await client.query({
    name: 'trim-dead-letters',
    text: `DELETE FROM dead_letters
            WHERE id IN (SELECT id FROM dead_letters ORDER BY last_at DESC, id OFFSET $1)`,
    values: [MAX_DEAD_LETTERS],
  });
  return rowCount ?? 0;
}

const upsertDeadLetters = insertInto<DeadLetter>(
  'dead_letters',
  [
    ['id', 'text', (letter) => letter.id],
    ['stage', 'text', (letter) => letter.stage],
    ['reason', 'text', (letter) => letter.reason],
    ['detail', 'text', (letter) => letter.detail],
    ['sink', 'text', (letter) => letter.sink],
    ['kit_id', 'text', (letter) => letter.kitId],
    ['source_id', 'text', (letter) => letter.sourceId],
    ['format', 'text', (letter) => letter.format],
    ['raw', 'text', (letter) => letter.raw],
    ['is_complete', 'boolean', (letter) => letter.isComplete],
    ['attempts', 'int4', (letter) => letter.attempts],
    ['first_at', 'timestamptz', (letter) => letter.firstAtMs],
    ['last_at', 'timestamptz', (letter) => letter.lastAtMs],
  ],
  `(id) DO UPDATE
     SET attempts = known.attempts + excluded.attempts,
         detail = excluded.detail,
         last_at = excluded.last_at
   WHERE excluded.last_at > known.last_at`,
);

/**
 * One letter per id, since a statement may not change a row twice; in one order for everybody, since
 * transactions that lock the same rows in different orders deadlock.
 */
function merged(letters: readonly DeadLetter[]): DeadLetter[] {
  const byId = new Map<string, DeadLetter>();
  for (const letter of letters) {
    const known = byId.get(letter.id);
    if (known === undefined) byId.set(letter.id, letter);
    else if (letter.lastAtMs > known.lastAtMs)
      byId.set(letter.id, {
        ...letter,
        attempts: known.attempts + letter.attempts,
        firstAtMs: known.firstAtMs,
      });
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
