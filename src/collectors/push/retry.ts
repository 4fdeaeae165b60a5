import type { DeadLetter } from '../../domain/dead-letter.js';
import type { PushKits } from './kits.js';
import { understandMessage, type UnderstoodMessage } from './message.js';
import { sourceOfId } from './push-source.js';

/**
 * Understands a pushed message again that could not be used before, e.g. because its kit was not registered.
 *
 * @param letter of format `message`, and complete
 * @throws {PushRefusedError} `UNAVAILABLE`: it needs a kit, and kits have not been read yet
 */
export function understandAgain(letter: DeadLetter, kits: Pick<PushKits, 'find'>): UnderstoodMessage {
  return understandMessage(JSON.parse(letter.raw), {
    source: sourceOfId(letter.sourceId),
    logSource: null,
    pushKey: `dead-letter:${letter.id}`,
    index: 0,
    batchTimeMs: null,
    receivedAtMs: letter.firstAtMs,
    kits,
  });
}
