import type { Viewer } from '../domain/viewer.js';
import { builder } from './builder.js';

export const RoleEnum = builder.enumType('Role', {
  description:
    'What somebody is to this server. `OPERATOR` may do what `VIEWER` may, and `ADMIN` what anybody may.',
  values: {
    VIEWER: {
      description:
        'Sees the live picture and the history; what is about people only when the scope `PII` was given, too.',
    },
    OPERATOR: { description: 'Changes kits, too.' },
    ADMIN: { description: 'Does everything.' },
    INGEST: { description: 'Pushes what kits report, and nothing else.' },
  } as const,
});

export const ScopeEnum = builder.enumType('Scope', {
  description: 'What may be done.',
  values: {
    READ: { description: 'See the live picture and the history.' },
    PII: {
      description:
        'See what is about people: positions of pilots, places of take-off, and registrations of operators. Null without it.',
    },
    OPERATE: {
      description: 'Register, change, poll and remove kits; see what could not be used, and try it again.',
    },
    ADMIN: { description: 'Change the server itself and its API keys, and delete history.' },
    INGEST: { description: 'Push to `POST /ingest`.' },
  } as const,
});

const ViewerType = builder.objectRef<Viewer>('Viewer').implement({
  description: 'Who you are to this server.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Name to show: of the API key, or `anonymous` on a server that asks for no credentials.',
    }),
    role: t.expose('role', { type: RoleEnum, description: 'What you are.' }),
    scopes: t.field({
      type: [ScopeEnum],
      description: 'What you may do.',
      resolve: (viewer) => [...viewer.scopes],
    }),
    keyId: t.exposeString('keyId', {
      nullable: true,
      description: 'The id of the API key that you showed. Null on a server that asks for none.',
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerType,
    description: 'Who you are to this server, and what you may do. For everybody, whatever their scopes.',
    skipTypeScopes: true,
    resolve: (_root, _args, { viewer }) => viewer,
  }),
);
