import { createHash, timingSafeEqual } from 'node:crypto';

const ID_BYTES = 6;
const SECRET_BYTES = 32;
const FORM = /^air_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;

/** Makes the text of a new key: `air_<id>_<secret>`; the id finds it, and the secret is 32 random bytes. */
export function newKeyText(randomBytes: (count: number) => Buffer): {
  readonly keyId: string;
  readonly text: string;
} {
  const keyId = randomBytes(ID_BYTES).toString('hex');
  return { keyId, text: `air_${keyId}_${randomBytes(SECRET_BYTES).toString('base64url')}` };
}

/** The id in the text of a key; null when it is no such text. */
export function keyIdIn(text: string): string | null {
  return FORM.exec(text)?.[1] ?? null;
}

/** What is kept of it. A slow hash would add nothing: nobody guesses 32 random bytes. */
export function keyHash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Takes as long for one that is nearly right as for any other. */
export function isKeyOf(text: string, hash: Buffer): boolean {
  return timingSafeEqual(keyHash(text), hash);
}
