import { describe, expect, test } from 'vitest';
import {
  ApiKeysDocument,
  CreateApiKeyDocument,
  RevokeApiKeyDocument,
} from '../../operations/generated/graphql.js';
import { NOON_MS } from '../../test/support/observations.js';
import { createSchemaClient } from '../../test/support/schema-client.js';
import type { ApiKey, KeyDesk, NewApiKey } from '../domain/api-key.js';
import { InvalidInputError } from '../domain/errors.js';

const aKey: ApiKey = {
  keyId: '0123456789ab',
  name: 'The map',
  role: 'VIEWER',
  pii: true,
  kitIds: null,
  createdAtMs: NOON_MS,
  expiresAtMs: null,
  lastUsedAtMs: null,
  revokedAtMs: null,
};

const iso = (ms: number) => new Date(ms).toISOString();

function setUp(desk: Partial<KeyDesk>) {
  return createSchemaClient({ keys: desk as KeyDesk });
}

test('apiKeys answers with all keys as they are kept', async () => {
  const pushing: ApiKey = {
    ...aKey,
    role: 'INGEST',
    pii: false,
    kitIds: ['kit-1'],
    expiresAtMs: NOON_MS + 3,
    lastUsedAtMs: NOON_MS + 1,
    revokedAtMs: NOON_MS + 2,
  };
  const client = setUp({ list: () => Promise.resolve([pushing, aKey]) });
  expect(await client.data(ApiKeysDocument)).toEqual({
    apiKeys: [
      {
        keyId: '0123456789ab',
        name: 'The map',
        role: 'INGEST',
        scopes: ['INGEST'],
        kitIds: ['kit-1'],
        createdAt: iso(NOON_MS),
        expiresAt: iso(NOON_MS + 3),
        lastUsedAt: iso(NOON_MS + 1),
        revokedAt: iso(NOON_MS + 2),
      },
      {
        keyId: '0123456789ab',
        name: 'The map',
        role: 'VIEWER',
        scopes: ['READ', 'PII'],
        kitIds: null,
        createdAt: iso(NOON_MS),
        expiresAt: null,
        lastUsedAt: null,
        revokedAt: null,
      },
    ],
  });
});

describe('createApiKey', () => {
  const create = async (input: Record<string, unknown>) => {
    const asked: NewApiKey[] = [];
    const client = setUp({
      create(key) {
        asked.push(key);
        if (key.name === '')
          throw new InvalidInputError([
            { path: ['input', 'name'], message: 'must have 1 to 100 characters' },
          ]);
        return Promise.resolve({
          key: { ...aKey, ...key, pii: key.pii ?? false },
          text: 'air_0123456789ab_secret',
        });
      },
    });
    return { answer: (await client.data(CreateApiKeyDocument, { input }))['createApiKey'], asked };
  };

  test('answers with the key and, this once, its text', async () => {
    const { answer, asked } = await create({
      name: 'Roof',
      role: 'INGEST',
      kitIds: ['kit-1'],
      expiresAt: iso(NOON_MS + 86_400_000),
    });
    expect(asked).toEqual([
      { name: 'Roof', role: 'INGEST', kitIds: ['kit-1'], expiresAtMs: NOON_MS + 86_400_000 },
    ]);
    expect(answer).toMatchObject({
      apiKey: { name: 'Roof', role: 'INGEST', kitIds: ['kit-1'], expiresAt: iso(NOON_MS + 86_400_000) },
      text: 'air_0123456789ab_secret',
    });
  });

  test('makes one for all kits and without an end where nothing else is said', async () => {
    const { asked } = await create({ name: 'Roof', role: 'VIEWER' });
    expect(asked).toEqual([{ name: 'Roof', role: 'VIEWER', kitIds: null, expiresAtMs: null }]);
  });

  test('makes one that shows what is about people when that is asked for', async () => {
    const { answer, asked } = await create({ name: 'Roof', role: 'VIEWER', pii: true });
    expect(asked).toEqual([{ name: 'Roof', role: 'VIEWER', pii: true, kitIds: null, expiresAtMs: null }]);
    expect(answer).toMatchObject({ apiKey: { role: 'VIEWER', scopes: ['READ', 'PII'] } });
  });

  test('answers with what is wrong with the input', async () => {
    expect((await create({ name: '', role: 'VIEWER' })).answer).toEqual({
      __typename: 'ValidationError',
      code: 'BAD_USER_INPUT',
      message: 'input.name: must have 1 to 100 characters',
      issues: [{ path: ['input', 'name'], message: 'must have 1 to 100 characters' }],
    });
  });
});

test('revokeApiKey answers with the key afterwards, or that there is none', async () => {
  const client = setUp({
    revoke: (keyId) => Promise.resolve(keyId === aKey.keyId ? { ...aKey, revokedAtMs: NOON_MS } : null),
  });
  const revoke = async (keyId: string) =>
    (await client.data(RevokeApiKeyDocument, { keyId }))['revokeApiKey'];
  expect(await revoke(aKey.keyId)).toMatchObject({
    apiKey: { keyId: aKey.keyId, revokedAt: iso(NOON_MS) },
  });
  expect(await revoke('nobody')).toEqual({
    __typename: 'NotFoundError',
    code: 'NOT_FOUND',
    message: 'No API key has the id "nobody".',
  });
});
