import type { Actor } from '../../domain/actor.js';
import { InvalidInputError, KitConflictError } from '../../domain/errors.js';
import { isJsonObject } from '../../domain/json.js';
import type { Batch } from './batch.js';
import { isKitMessage, kitIdOf } from './kit-message.js';
import type { PushKits } from './kits.js';
import { PushRefusedError } from './push-refused-error.js';

/**
 * Makes a function that registers the kits of a batch that nobody knows yet, each once, also when several
 * batches bring it at the same time: then as the first one's actor. Kits that cannot be registered stay unknown.
 *
 * @throws {PushRefusedError} `UNAVAILABLE`: the kits cannot be stored now
 */
export function createAutoRegister(
  kits: Pick<PushKits, 'register'>,
): (batch: Pick<Batch, 'messages' | 'source'>, known: Pick<PushKits, 'find'>, actor: Actor) => Promise<void> {
  const underWay = new Map<string, Promise<void>>();

  async function register(kitId: string, actor: Actor) {
    try {
      await kits.register(kitId, actor);
    } catch (cause) {
      // Its messages are rejected then.
      if (cause instanceof InvalidInputError || cause instanceof KitConflictError) return;
      throw new PushRefusedError(
        'UNAVAILABLE',
        'New kits cannot be registered now. Send the same again shortly.',
        { retryAfterMs: 5_000, cause },
      );
    }
  }

  return async ({ messages, source }, known, actor) => {
    const unknown = new Set<string>();
    for (const message of messages) {
      if (!isJsonObject(message) || !isKitMessage(message)) continue;
      const kitId = kitIdOf(message, source);
      if (kitId !== null && known.find(kitId) === null) unknown.add(kitId);
    }
    // One after the other: the database has better to do than to take a thousand new kits at once.
    for (const kitId of unknown) {
      const registering =
        underWay.get(kitId) ?? register(kitId, actor).finally(() => void underWay.delete(kitId));
      underWay.set(kitId, registering);
      await registering;
    }
  };
}
