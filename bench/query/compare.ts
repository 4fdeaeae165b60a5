import { isDeepStrictEqual } from 'node:util';
import type { Race } from './measure.js';
import { contentOf, requestOf } from './questions.js';

/** Among them are ones about different days and flights. */
const NUMBERS = [0, 1, 9, 48];

/**
 * Asks all entrants a few of the questions. Returns how many bytes the shortest answer of each has.
 *
 * @throws {Error} somebody says something else than the first, or fails
 */
export async function compareAnswers({ question, days, entrants }: Race): Promise<readonly number[]> {
  const shortest = entrants.map(() => Infinity);
  for (const number of NUMBERS) {
    let expected: unknown = null;
    for (const [index, { contender, running }] of entrants.entries()) {
      const { method, path, body } = requestOf(contender.dialect, { question, days, number });
      const headers = body === null ? {} : { 'content-type': 'application/json' };
      const response = await fetch(`${running.url}${path}`, { method, headers, body });
      const text = await response.text();
      const content = readContent(() => contentOf(contender.dialect, question, text));
      expected ??= content;
      if (!response.ok || content === null || !isDeepStrictEqual(content, expected))
        throw new Error(
          `${contender.name} answers question ${number} (${question}) with ${response.status} and other rows:\n${text.slice(0, 1000)}`,
        );
      shortest[index] = Math.min(shortest[index] ?? Infinity, Buffer.byteLength(text));
    }
  }
  return shortest;
}

function readContent(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return null;
  }
}
