import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { KitCredentials } from '../domain/kit.js';
import { createKitVault } from './kit-vault.js';

const secretsKey = Buffer.alloc(32, 1);
const vault = createKitVault({ secretsKey, randomBytes });
const owner = { kitId: 'kit-1', apiUrl: 'http://10.0.0.1:8088' };
const bearer: KitCredentials = { type: 'bearer', token: 'S3CRET-token' };
const basic: KitCredentials = { type: 'basic', username: 'ünal', password: 'pass:wörd' };
const DAMAGED = { problem: 'they are damaged, or not of this kit at this address' };

test('what was sealed for a kit is read again for it', () => {
  for (const credentials of [bearer, basic])
    expect(vault.unseal(owner, vault.seal(owner, credentials))).toEqual(credentials);
});

test('what is sealed shows nothing, and is never the same twice', () => {
  const [one, other] = [vault.seal(owner, bearer), vault.seal(owner, bearer)];
  expect(one.toString('latin1')).not.toContain('S3CRET');
  expect(one.equals(other)).toBe(false);
});

test.each([
  { ...owner, kitId: 'kit-2' },
  { ...owner, apiUrl: 'http://10.0.0.2:8088' },
  { ...owner, apiUrl: null },
])('it cannot be read in the place of %j', (other) => {
  expect(vault.unseal(other, vault.seal(owner, bearer))).toEqual(DAMAGED);
});

test('it cannot be read when a bit of it is another', () => {
  const sealed = vault.seal(owner, bearer);
  for (let at = 0; at < sealed.length; at += 1) {
    const damaged = Buffer.from(sealed);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    expect(vault.unseal(owner, damaged)).toHaveProperty('problem');
  }
  expect(vault.unseal(owner, sealed.subarray(0, 20))).toEqual({
    problem: 'they are damaged, or of a newer version',
  });
});

test('with another key, or none, it says so', () => {
  const sealed = vault.seal(owner, bearer);
  const another = createKitVault({ secretsKey: Buffer.alloc(32, 2), randomBytes });
  expect(another.unseal(owner, sealed)).toEqual({ problem: 'they were encrypted with another SECRETS_KEY' });
  const closed = createKitVault({ secretsKey: null, randomBytes });
  expect(closed.isOpen).toBe(false);
  expect(closed.unseal(owner, sealed)).toEqual({ problem: 'SECRETS_KEY is not set' });
  expect(() => closed.seal(owner, bearer)).toThrow('SECRETS_KEY');
});
