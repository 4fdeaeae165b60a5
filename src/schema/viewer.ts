import type { Viewer } from '../domain/viewer.js';
import { builder } from './builder.js';

const RoleEnum = builder.enumType('Role', {
  description: 'What somebody is to this server. Each role includes the ones before it.',
  values: {
    VIEWER: { description: 'Sees the live picture and the history.' },
    OPERATOR: { description: 'Changes kits, too.' },
    ADMIN: { description: 'Does everything.' },
  } as const,
});

const ScopeEnum = builder.enumType('Scope', {
  description: 'What may be done.',
  values: {
    READ: { description: 'See the live picture and the history.' },
    OPERATE: { description: 'Register, change, poll and remove kits.' },
    ADMIN: { description: 'Change the server itself and delete history.' },
  } as const,
});

const ViewerType = builder.objectRef<Viewer>('Viewer').implement({
  description: 'Who you are to this server.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Name to show; `anonymous` on a server that asks for no credentials.',
    }),
    role: t.expose('role', { type: RoleEnum, description: 'What you are.' }),
    scopes: t.field({
      type: [ScopeEnum],
      description: 'What you may do.',
      resolve: (viewer) => [...viewer.scopes],
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerType,
    description: 'Who you are to this server, and what you may do.',
    resolve: (_root, _args, { viewer }) => viewer,
  }),
);
