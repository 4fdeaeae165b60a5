import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { KitConfig, KitCredentials } from '../domain/kit.js';

/** Whose credentials: those of another kit, or of the same one at another address, cannot be read in their place. */
type CredentialsOwner = Pick<KitConfig, 'kitId' | 'apiUrl'>;

/** Encrypts what kits are to be asked with, and reads it again. */
export interface KitVault {
  /** False: nothing can be encrypted, as there is no SECRETS_KEY. */
  readonly isOpen: boolean;
  /** @throws {Error} `isOpen` is false */
  seal(owner: CredentialsOwner, credentials: KitCredentials): Buffer;
  /** The credentials, or in words why they cannot be read. */
  unseal(owner: CredentialsOwner, sealed: Buffer): KitCredentials | { readonly problem: string };
}

/** Of what follows it: id of the key, nonce, tag, encrypted JSON. */
const VERSION = 1;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES;
const LEAST_BYTES = HEAD_BYTES + NONCE_BYTES + TAG_BYTES;

const ALGORITHM = 'aes-256-gcm';

export interface KitVaultDeps {
  /** 32 bytes. Null: kits cannot have credentials. */
  readonly secretsKey: Buffer | null;
  readonly randomBytes: (count: number) => Buffer;
}

/** Without a key. */
export const closedVault: KitVault = {
  isOpen: false,
  seal() {
    throw new Error('There is no SECRETS_KEY to encrypt with.');
  },
  unseal: () => ({ problem: 'SECRETS_KEY is not set' }),
};

/** AES-256-GCM, with a random nonce for each time. */
export function createKitVault({ secretsKey, randomBytes }: KitVaultDeps): KitVault {
  if (secretsKey === null) return closedVault;
  const head = Buffer.concat([Buffer.from([VERSION]), keyIdOf(secretsKey)]);

  return {
    isOpen: true,

    seal(owner, credentials) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, secretsKey, nonce).setAAD(boundTo(head, owner));
      const encrypted = Buffer.concat([cipher.update(JSON.stringify(credentials), 'utf8'), cipher.final()]);
      return Buffer.concat([head, nonce, cipher.getAuthTag(), encrypted]);
    },

    unseal(owner, sealed) {
      if (sealed.length < LEAST_BYTES || sealed[0] !== VERSION)
        return { problem: 'they are damaged, or of a newer version' };
      if (!sealed.subarray(0, HEAD_BYTES).equals(head))
        return { problem: 'they were encrypted with another SECRETS_KEY' };
      const [nonce, tag, encrypted] = parts(sealed);
      try {
        const decipher = createDecipheriv(ALGORITHM, secretsKey, nonce, { authTagLength: TAG_BYTES })
          .setAAD(boundTo(head, owner))
          .setAuthTag(tag);
        const text = Buffer.concat([decipher.update(encrypted), decipher.final()]).toString('utf8');
        // It is ours: nobody without the key could have written it.
        return JSON.parse(text) as KitCredentials;
      } catch {
        return { problem: 'they are damaged, or not of this kit at this address' };
      }
    },
  };
}

/** Tells keys apart and says nothing about them. */
function keyIdOf(key: Buffer): Buffer {
  return createHmac('sha256', key).update('airpicture: id of this key').digest().subarray(0, KEY_ID_BYTES);
}

function boundTo(head: Buffer, { kitId, apiUrl }: CredentialsOwner): Buffer {
  return Buffer.concat([head, Buffer.from(JSON.stringify([kitId, apiUrl]))]);
}

function parts(sealed: Buffer): [nonce: Buffer, tag: Buffer, encrypted: Buffer] {
  const tagAt = HEAD_BYTES + NONCE_BYTES;
  return [
    sealed.subarray(HEAD_BYTES, tagAt),
    sealed.subarray(tagAt, tagAt + TAG_BYTES),
    sealed.subarray(tagAt + TAG_BYTES),
  ];
}
