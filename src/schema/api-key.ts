import type { ApiKey } from '../domain/api-key.js';
import { InvalidInputError, NotFoundError } from '../domain/errors.js';
import { scopesFor } from '../domain/viewer.js';
import { builder } from './builder.js';
import { needs } from './scopes.js';
import { RoleEnum, ScopeEnum } from './viewer.js';

const ApiKeyType = builder.objectRef<ApiKey>('ApiKey').implement({
  description:
    'A credential: what goes behind `Authorization: Bearer`. Its text begins with `air_` and this key id; only its hash is kept.',
  fields: (t) => ({
    keyId: t.exposeString('keyId', {
      description: 'The id to know it by, 12 hexadecimal digits. Part of its text, and not secret.',
    }),
    name: t.exposeString('name', { description: 'Who or what has it.' }),
    role: t.expose('role', { type: RoleEnum, description: 'What whoever shows it is to this server.' }),
    scopes: t.field({
      type: [ScopeEnum],
      description: 'What whoever shows it may do.',
      resolve: ({ role, pii }) => [...scopesFor(role, { pii })],
    }),
    kitIds: t.stringList({
      nullable: true,
      description: 'The only kits whose reports are taken with it. Null: of all.',
      resolve: ({ kitIds }) => (kitIds === null ? null : [...kitIds]),
    }),
    createdAt: t.expose('createdAtMs', { type: 'DateTime', description: 'When it was made.' }),
    expiresAt: t.expose('expiresAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'From when on it is not good any more. Null: it does not expire.',
    }),
    lastUsedAt: t.expose('lastUsedAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was shown last, to about a minute. Null: not yet.',
    }),
    revokedAt: t.expose('revokedAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked. Null: it was not.',
    }),
  }),
});

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'An API key to make.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Who or what is to have it: 1 to 100 characters.' }),
    role: t.field({ type: RoleEnum, required: true, description: 'What it makes of whoever shows it.' }),
    pii: t.boolean({
      description:
        'Whether it shows what is about people: the scope `PII`. Only for the role `VIEWER`; operators and administrators always have it, ' +
        'and who only pushes never does. Absent: as the role does by itself.',
    }),
    kitIds: t.stringList({
      description: 'Take the reports of these kits only; for the role `INGEST`. Absent: of all.',
    }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it ends. Absent: when it is revoked.' }),
  }),
});

const CreatedApiKeyType = builder
  .objectRef<{ readonly apiKey: ApiKey; readonly text: string }>('CreateApiKeySuccess')
  .implement({
    description: 'The key is good from now on.',
    fields: (t) => ({
      apiKey: t.expose('apiKey', { type: ApiKeyType, description: 'The key as it is kept.' }),
      text: t.exposeString('text', {
        description: 'What to send behind `Authorization: Bearer`. Shown this once: it is kept nowhere.',
      }),
    }),
  });

builder.queryField('apiKeys', (t) =>
  t.field({
    type: [ApiKeyType],
    description:
      'All API keys, newest first, also those that are expired or revoked. Takes the scope `ADMIN`.',
    ...needs('ADMIN'),
    resolve: async (_root, _args, { keys }) => [...(await keys.list())],
  }),
);

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreatedApiKeyType,
    description: 'Makes an API key. Takes the scope `ADMIN`.',
    ...needs('ADMIN'),
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'The key.' }) },
    errors: {
      types: [InvalidInputError],
      directResult: true,
      union: { description: 'What `createApiKey` answers.' },
    },
    resolve: async (_root, { input: { name, role, pii, kitIds, expiresAt } }, { keys, actor }) => {
      const { key, text } = await keys.create(
        { name, role, pii: pii ?? undefined, kitIds: kitIds ?? null, expiresAtMs: expiresAt ?? null },
        actor,
      );
      return { apiKey: key, text };
    },
  }),
  revokeApiKey: t.field({
    type: ApiKeyType,
    description:
      'Revokes an API key for good, within 5 s on connections that are open. Once revoked, it stays as it is. Takes the scope `ADMIN`.',
    ...needs('ADMIN'),
    args: { keyId: t.arg.string({ required: true, description: 'The id of the key.' }) },
    errors: {
      types: [NotFoundError],
      union: { description: 'What `revokeApiKey` answers.' },
      result: { description: 'The key is revoked.' },
      dataField: { name: 'apiKey', description: 'The key afterwards.' },
    },
    resolve: async (_root, { keyId }, { keys, actor }) => {
      const key = await keys.revoke(keyId, actor);
      if (key === null) throw new NotFoundError(`No API key has the id ${JSON.stringify(keyId)}.`);
      return key;
    },
  }),
}));
