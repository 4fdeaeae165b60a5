import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { createKeyDesk } from '../../src/access/key-desk.js';
import type { NewApiKey } from '../../src/domain/api-key.js';
import { systemActor } from '../../src/domain/actor.js';

/** Makes a key as the command line does: a running server knows it after a moment. Returns its id and its text. */
export async function makeKey(
  pool: Pool,
  { role, ...given }: Partial<NewApiKey> & Pick<NewApiKey, 'role'>,
): Promise<{ keyId: string; text: string }> {
  const desk = createKeyDesk({ pool, randomBytes, now: Date.now });
  const { key, text } = await desk.create(
    { name: `a ${role}`, kitIds: null, expiresAtMs: null, ...given, role },
    systemActor,
  );
  return { keyId: key.keyId, text };
}
