import { systemActor } from '../domain/actor.js';
import type { KeyDesk } from '../domain/api-key.js';

export interface FirstKeyOptions {
  readonly keys: KeyDesk;
  readonly print: (text: string) => void;
}

/** Makes a key for an administrator, and prints it, when there never was one. */
export async function createFirstKey({ keys, print }: FirstKeyOptions): Promise<void> {
  const all = await keys.list();
  if (all.some(({ role }) => role === 'ADMIN')) return;
  const { text } = await keys.create(
    { name: 'first administrator', role: 'ADMIN', kitIds: null, expiresAtMs: null },
    systemActor,
  );
  print(`\nThe API key of the first administrator, shown this once:\n\n  ${text}\n`);
}
